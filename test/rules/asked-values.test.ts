// Code that asks for the home directory, joins names, or calls by a joined name: judged like the same written plainly.
import { expect, test } from "bun:test"
import { judgeCommand, loadRules } from "../../rules/index.ts"
import { ruleContext } from "./rule-context.ts"

const kindOf = (command: string) => judgeCommand(command, ruleContext, loadRules()).kind

test.each([
  "node -e \"require('child_process').execSync('rm -rf '+process.env.HOME)\"",
  "node -e \"require('child_process').execSync('rm -rf '.concat(process.env.HOME))\"",
  `node -e "require('child_process').execSync(\\\`rm -rf \${process.env.HOME}/x\\\`)"`,
  "node -e \"require('fs').rmSync(process.env.HOME,{recursive:true})\"",
  "node -e \"require('fs').rmSync(require('os').homedir(),{recursive:true})\"",
  "node -e \"const os=require('os');require('fs').rmSync(require('path').join(os.homedir(),'Documents'),{recursive:true})\"",
  "node -e \"require('child_process').execFileSync('rm',['-rf',process.env.HOME])\"",
  "node -e \"require('fs').writeFileSync(require('os').homedir()+'/.bashrc','x')\"",
  "node -e \"require('fs').writeFileSync(require('path').join(require('os').homedir(),'.bashrc'),'x')\"",
  "ruby -e 'require \"fileutils\"; FileUtils.rm_rf(Dir.home)'",
  "ruby -e 'FileUtils.rm_rf(File.expand_path(\"~\"))'",
  "ruby -e 'system(\"rm -rf \" + Dir.home)'",
  'ruby -e \'system("rm -rf #{ENV["HOME"]}")\'',
  'python3 -c "import shutil,pathlib;shutil.rmtree(pathlib.Path.home())"',
  "python3 -c \"import shutil,os;shutil.rmtree(os.path.expanduser('~'))\"",
  "python3 -c \"import os;os.system('rm -rf '+os.environ['HOME'])\"",
  "python3 -c \"import os;os.system('rm -rf %s' % os.path.expanduser('~'))\"",
  'python3 -c "import os;os.system(f\'rm -rf {os.path.expanduser(\\"~\\")}\')"',
  "python3 -c \"import os;os.system('rm -rf {}'.format(os.environ['HOME']))\"",
  "python3 -c \"import subprocess,os;subprocess.run(['rm','-rf',os.environ['HOME']])\"",
  "python3 -c \"from pathlib import Path;(Path.home()/'.ssh/authorized_keys').write_text('x')\"",
  "python3 -c \"import pathlib;print((pathlib.Path.home()/'.ssh/id_rsa').read_text())\"",
  "perl -e 'system(\"rm -rf $ENV{HOME}\")'",
  'perl -e \'system("rm","-rf",$ENV{HOME})\'',
  'php -r \'system("rm -rf ".getenv("HOME"));\'',
  "deno eval 'Deno.removeSync(Deno.env.get(\"HOME\"),{recursive:true})'",
  `bun -e 'await Bun.$\`rm -rf \${process.env.HOME}\`'`,
  "node -e \"require('fs').rmSync(process.cwd(),{recursive:true})\"",
  "node -e \"require('fs').rmSync('/'+'home',{recursive:true})\"",
  "python3 -c \"import os; getattr(os,'sys'+'tem')('rm -rf ~')\"",
  "python3 -c \"__import__('os').system('rm -rf ~')\"",
  'lua -e \'os.execute("rm -rf "..os.getenv("HOME"))\'',
  "Rscript -e 'unlink(\"~\", recursive=TRUE)'",
  'Rscript -e \'system(paste("rm -rf", Sys.getenv("HOME")))\'',
])("%s does not run", (command) => {
  expect(kindOf(command)).not.toBe("allow")
})

test.each([
  'node -e "console.log(process.env.HOME)"',
  "node -e \"console.log(require('os').homedir()+'/x')\"",
  "python3 -c \"import os;print(os.path.expanduser('~/x'))\"",
  "node -e \"require('child_process').execSync('ls '+process.env.HOME)\"",
  "node -e \"require('fs').writeFileSync(require('path').join(__dirname,'a.txt'),'x')\"",
  "node -e \"require('child_process').execSync('git status '+process.argv[2])\"",
  "python3 -c \"import os;print(os.environ['PATH'])\"",
  'python3 -c "import tempfile,shutil,os;d=tempfile.mkdtemp();shutil.rmtree(d)"',
  "node -e \"const fs=require('fs');fs.writeFileSync('a.json',JSON.stringify({home:process.env.HOME}))\"",
])("%s runs", (command) => {
  expect(kindOf(command)).toBe("allow")
})
