#!/usr/bin/env node
// Starts the command line with Bun, or with OpenCode's own binary as Bun, so that nothing of the folder it is
// called in (.env, bunfig.toml, tsconfig.json, node_modules/.bin) can take part. Plain Node, no dependencies.
import { spawn } from "node:child_process"
import { existsSync, realpathSync, statSync } from "node:fs"
import { constants, devNull } from "node:os"
import { delimiter, dirname, isAbsolute, join, parse, sep } from "node:path"
import { fileURLToPath } from "node:url"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const here = process.cwd()
const EXIT_FAILED = 3

/** The path itself, and every folder above it. */
function ancestors(path) {
  const above = dirname(path)
  return above === path ? [path] : [path, ...ancestors(above)]
}

function realPath(path) {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** Where the project begins: the folder with .git, else the one it stands in. The home folder is no project. */
function projectOf(folder) {
  const project = ancestors(folder).find((path) => existsSync(join(path, ".git"))) ?? folder
  const home = realPath(process.env.HOME ?? process.env.USERPROFILE ?? sep)
  return ancestors(home).includes(project) ? undefined : project
}

/** PATH without relative entries and without what the project, or npm for its sake, put there. cli/safe-path.ts is its twin. */
function safePath() {
  const folder = realPath(here)
  const project = projectOf(folder)
  const binaries = ancestors(folder).map((path) => join(path, "node_modules", ".bin"))
  return (process.env.PATH ?? "").split(delimiter).filter((entry) => {
    const real = realPath(entry)
    if (!isAbsolute(entry) || binaries.includes(real)) return false
    return project === undefined || !ancestors(real).includes(project)
  })
}

function findProgram(name) {
  const names = process.platform === "win32" ? [`${name}.exe`] : [name]
  const folders = [join(root, "node_modules", ".bin"), ...safePath()]
  const candidates = folders.flatMap((folder) => names.map((file) => join(folder, file)))
  return candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
}

/** Variables that make Bun or Node load, inspect or run something more. */
const LOADS_MORE = /^(BUN_OPTIONS|BUN_INSPECT.*|BUN_CONFIG_.*|BUN_BE_BUN|NODE_OPTIONS|NODE_PATH|RALEX_CWD)$/

function cleanEnvironment(added) {
  const kept = Object.entries(process.env).filter(([name]) => !LOADS_MORE.test(name))
  return { ...Object.fromEntries(kept), ...added, RALEX_CWD: here }
}

function findRuntime() {
  const bun = findProgram("bun")
  if (bun) return { program: bun, environment: {} }
  const opencode = findProgram("opencode")
  return opencode && { program: opencode, environment: { BUN_BE_BUN: "1" } }
}

function run({ program, environment }) {
  const checkout = join(root, "cli", "main.ts")
  const entry = existsSync(checkout) ? checkout : join(root, "dist", "main.js")
  const options = ["--no-env-file", "--no-install", `--config=${devNull}`]
  const child = spawn(program, [...options, entry, ...process.argv.slice(2)], {
    // Bun obeys the tsconfig.json of the folder it stands in, or of one above, for every import; the package itself may
    // lie in a stranger's project, the root of the file system does not (tried).
    cwd: parse(root).root,
    env: cleanEnvironment(environment),
    stdio: "inherit",
  })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  child.on("error", (error) =>
    fail(`Ralex could not start ${program} (${error.message}); reinstall Bun or OpenCode.`),
  )
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal ?? "SIGKILL"]
  })
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = EXIT_FAILED
}

const runtime = findRuntime()
if (runtime) run(runtime)
else
  fail(
    "Ralex found neither Bun nor OpenCode on this machine; install OpenCode with `npm install -g opencode-ai`.",
  )
