// The launcher in folders that try to take it over, and on machines without Bun.
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import manifest from "../../package.json" with { type: "json" }
import {
  bareEnvironment,
  copyInto,
  createSandbox,
  HANG_MS,
  packageRoot,
  type Ran,
  run,
  type Sandbox,
} from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

const node = Bun.which("node") ?? "node"
const launcher = join(packageRoot, "cli", "launcher.mjs")

let sandbox: Sandbox
beforeEach(() => {
  sandbox = createSandbox()
})
afterEach(() => sandbox.remove())

function launch(words: string[], env: Record<string, string> = {}, script = launcher): Promise<Ran> {
  const environment = { ...bareEnvironment(sandbox.home), ...env }
  return run([node, script, ...words], { cwd: sandbox.project, env: environment })
}

/** A program that leaves a mark when it runs. */
function trap(path: string): string {
  const mark = join(sandbox.root, "trapped")
  const file = join(sandbox.project, path)
  sandbox.write(path, `#!/bin/sh\necho "$0" >> "${mark}"\n`)
  chmodSync(file, 0o755)
  return mark
}

test("it runs the command line in the caller's folder and passes the exit code through", async () => {
  const version = await launch(["--version"])
  expect(version).toEqual({ code: 0, out: `${manifest.version}\n`, err: "" })
  const usage = await launch(["no-such-command"])
  expect(usage.code).toBe(2)
  sandbox.write("ralex.yaml", "mode: nonsense\n")
  const broken = await launch(["classify", "hello"])
  expect(broken.code).toBe(2)
  expect(broken.err).toContain(join(sandbox.project, "ralex.yaml"))
})

test("nothing of a hostile folder is loaded", async () => {
  const mark = join(sandbox.root, "preloaded")
  const evil = `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "yes")\n`
  sandbox.write("evil.ts", evil)
  sandbox.write(".env", "RALEX_MODE=nonsense\nRALEX_BASE_URL=nonsense\n")
  sandbox.write(".env.local", "RALEX_MODE=nonsense\n")
  sandbox.write("bunfig.toml", 'preload = ["./evil.ts"]\n')
  sandbox.write("tsconfig.json", '{"compilerOptions":{"baseUrl":".","paths":{"*":["./evil.ts"]}}}\n')
  sandbox.write("package.json", '{"name":"evil","imports":{"#x":"./evil.ts"}}\n')
  const { code, err } = await launch(["classify", "hello"])
  expect({ code, err }).toEqual({ code: 0, err: "" })
  expect(() => readFileSync(mark)).toThrow()
})

test("nor when the package itself lies in that folder", async () => {
  const mark = join(sandbox.root, "loaded")
  sandbox.write("evil.ts", `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "yes")\n`)
  sandbox.write("tsconfig.json", '{"compilerOptions":{"paths":{"*":["./evil.ts"],"/*":["./evil.ts"]}}}\n')
  const inside = join(sandbox.project, "node_modules", "opencode-ralex")
  copyInto(inside, "cli/launcher.mjs")
  sandbox.write("node_modules/opencode-ralex/dist/main.js", 'console.log("ours", process.cwd())\n')
  const tools = sandbox.program("bun", `#!/bin/sh\nexec "${process.execPath}" "$@"\n`)
  const ran = await launch(["x"], { PATH: `${tools}:/bin` }, join(inside, "cli", "launcher.mjs"))
  expect(ran).toEqual({ code: 0, out: "ours /\n", err: "" })
  expect(existsSync(mark)).toBe(false)
})

test("programs of the project, and relative entries of PATH, are never run", async () => {
  const folders = ["node_modules/.bin", "bin", "."]
  const marks = folders.flatMap((folder) => [trap(join(folder, "bun")), trap(join(folder, "opencode"))])
  mkdirSync(join(sandbox.project, "deep"))
  const alias = join(sandbox.root, "alias")
  symlinkSync(join(sandbox.project, "bin"), alias)
  const hostile = ["node_modules/.bin", "bin", "."].map((folder) => join(sandbox.project, folder))
  const PATH = ["", ".", "node_modules/.bin", alias, ...hostile, "/usr/bin", "/bin"].join(":")
  const copy = join(sandbox.root, "package")
  copyInto(copy, "cli/launcher.mjs")
  const { code, err } = await run([node, join(copy, "cli", "launcher.mjs"), "--version"], {
    cwd: join(sandbox.project, "deep"),
    env: { ...bareEnvironment(sandbox.home), PATH },
  })
  expect(() => readFileSync(marks[0] ?? "")).toThrow()
  expect(code).toBe(3)
  expect(err).toMatch(/^Ralex found neither Bun nor OpenCode on this machine;.*\n$/)
})

test("variables that make Bun load or inspect more do not reach it", async () => {
  const mark = join(sandbox.root, "preloaded")
  const evil = join(sandbox.root, "evil.ts")
  writeFileSync(evil, `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "yes")\n`)
  const { code, err } = await launch(["--version"], {
    BUN_OPTIONS: `--preload ${evil}`,
    BUN_INSPECT: "ws://127.0.0.1:9",
    BUN_INSPECT_PRELOAD: evil,
  })
  expect({ code, err }).toEqual({ code: 0, err: "" })
  expect(() => readFileSync(mark)).toThrow()
})

test("without Bun it runs OpenCode's binary as Bun", async () => {
  const copy = join(sandbox.root, "package")
  copyInto(copy, "cli/launcher.mjs")
  mkdirSync(join(copy, "dist"))
  writeFileSync(
    join(copy, "dist", "main.js"),
    "console.log(process.env.BUN_BE_BUN, process.env.RALEX_CWD, ...process.argv.slice(2))\n",
  )
  const tools = sandbox.program("opencode", `#!/bin/sh\nexec "${process.execPath}" "$@"\n`)
  const { code, out, err } = await launch(
    ["a b", "--json", "--", "-x"],
    { PATH: `${tools}:/bin` },
    join(copy, "cli", "launcher.mjs"),
  )
  expect({ code, out, err }).toEqual({ code: 0, out: `1 ${sandbox.project} a b --json -- -x\n`, err: "" })
})

test("a signal goes on to the command, and its end is told as a shell tells it", async () => {
  const copy = join(sandbox.root, "package")
  copyInto(copy, "cli/launcher.mjs")
  mkdirSync(join(copy, "dist"))
  writeFileSync(join(copy, "dist", "main.js"), 'console.log("up"); setInterval(() => {}, 1000)\n')
  const tools = join(sandbox.root, "tools")
  mkdirSync(tools)
  symlinkSync(process.execPath, join(tools, "bun"))
  const child = Bun.spawn([node, join(copy, "cli", "launcher.mjs")], {
    cwd: sandbox.project,
    env: { ...bareEnvironment(sandbox.home), PATH: tools },
    stdout: "pipe",
  })
  await child.stdout.getReader().read()
  child.kill("SIGTERM")
  expect(await child.exited).toBe(143)
})
