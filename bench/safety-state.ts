// How long a verdict takes that looks at files and git first, on a small and a large repository:
// `bun bench/safety-state.ts [VERDICTS]`.
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus, loadavg } from "node:os"
import { join } from "node:path"
import { createLook, judgeCommandWithState } from "../rules/index.ts"
import { removeScratches, type Scratch, scratch } from "../test/rules/state/scratch-repository.ts"

const each = Number(process.argv[2] ?? 100)
const SIZES = [100, 20_000]
const COMMANDS = [
  "ls -la", // no rule is about it, so nothing is looked at
  "git checkout -- .",
  "git checkout -- src/0/1.ts",
  "git reset --hard HEAD~1",
  "git clean -fdx",
  "git branch -D side",
  "rm src/0/1.ts",
  "rm -rf src",
  "rm -rf node_modules",
]

const rows: string[] = []
for (const files of SIZES) {
  const it = repositoryOf(files)
  for (const command of COMMANDS) rows.push(await row(it, files, command))
}
removeScratches()
report()

/** Tracked files, of which one is changed and some are new, and as many again in node_modules. */
function repositoryOf(files: number): Scratch {
  const it = scratch()
  for (let index = 0; index < files; index++) {
    const folder = Math.floor(index / 100)
    if (index % 100 === 0)
      for (const parent of ["src", "node_modules"])
        mkdirSync(join(it.root, parent, String(folder)), { recursive: true })
    it.write(`src/${folder}/${index}.ts`, `export const n = ${index}\n`)
    it.write(`node_modules/${folder}/${index}.js`)
  }
  it.git("add", ".")
  it.git("commit", "-qm", "second")
  it.git("branch", "side", "HEAD~1")
  it.write("src/0/1.ts", "changed\n")
  for (const name of ["x", "y", "z"]) it.write(`src/new-${name}.ts`)
  return it
}

async function row(it: Scratch, files: number, command: string): Promise<string> {
  const times: number[] = []
  const answers = new Set<string>()
  for (let index = 0; index < each; index++) {
    const look = createLook({ path: process.env.PATH ?? "", home: it.context.home })
    const started = performance.now()
    const verdict = await judgeCommandWithState(command, it.context, look)
    times.push(performance.now() - started)
    if (verdict.kind === "allow")
      answers.add(verdict.because === undefined ? "allowed" : `allowed: ${verdict.because}`)
    else answers.add(verdict.reason.split("It would lose ")[1] ?? "not told in time")
  }
  return `| ${files} | \`${command}\` | ${quantile(times, 0.5)} | ${quantile(times, 0.99)} | ${[...answers].join(" / ").slice(0, 90)} |`
}

function quantile(times: readonly number[], share: number): string {
  const sorted = times.toSorted((one, other) => one - other)
  return (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1)
}

function report(): void {
  const machine = `${cpus().length} x ${cpus()[0]?.model}, Bun ${Bun.version}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`
  const head = "| tracked files | command | p50 ms | p99 ms | verdict |\n|---|---|---|---|---|\n"
  const text = `# Verdicts with a look at the disk\n\n${machine}; ${each} verdicts a row\n\n${head}${rows.join("\n")}\n`
  console.log(text)
  writeFileSync(join(import.meta.dir, "results", "safety-state.md"), text)
}
