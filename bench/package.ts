// How large the package is, and what a start pays for loading it, and for all that follows up to the first answer: CPU time
// inside the process, on Bun and on OpenCode's own binary. Builds first. `bun bench/package.ts [LOADS]`.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "bun"
import { build } from "../scripts/build.ts"
import { pack } from "../scripts/pack.ts"
import type { Step } from "./first-call-worker.ts"
import { startUpstream } from "./overhead/upstream.ts"

const root = join(import.meta.dir, "..")
const loads = Number(process.argv[2] ?? 15)
const folder = mkdtempSync(join(tmpdir(), "ralex-package-"))

/** What OpenCode, or the launcher, loads; its TUI brings what tui.js imports, so that is loaded only there. */
const ENTRIES = ["ralex.js", "drop-in.js", "main.js"]
const ALL = [...ENTRIES, "tui.js"]
const PLUGINS = ["ralex.js", "drop-in.js"]

interface Loaded {
  cpuMs: number
  /** Megabytes that loading adds. */
  memory: number
}

interface Runtime {
  name: string
  program: string
  env: Record<string, string>
}

const RUNTIMES: Runtime[] = [
  { name: `Bun ${Bun.version}`, program: process.execPath, env: {} },
  {
    name: "OpenCode's own Bun",
    program: join(root, "node_modules", ".bin", "opencode"),
    env: { BUN_BE_BUN: "1" },
  },
]

try {
  await build()
  await report()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function report(): Promise<void> {
  const { files, size, unpackedSize } = await pack(root, folder)
  const machine = `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`
  const sizes = ALL.map((file) => `| dist/${file} | ${sizeOf(file)} |`)
  const times = RUNTIMES.flatMap((runtime) =>
    ENTRIES.map((file) => `| ${file} | ${runtime.name} | ${costOf(file, runtime)} |`),
  )
  const begun = await beginnings()
  const text = `# Package

${machine}

${files.length} files, ${megabytes(size)} as the tarball, ${megabytes(unpackedSize)} unpacked, no dependencies.

| file | MB | MB gzipped |
|---|---|---|
${sizes.join("\n")}

What loading it costs, over ${loads} processes each; an empty module is taken off:

| file | runtime | CPU ms p50 / p95 | MB of memory p50 |
|---|---|---|---|
${times.join("\n")}

What the beginning of a session costs besides, in Bun ${Bun.version}, over ${loads} processes each:

| file | step | CPU ms p50 / p95 | MB of memory p50 |
|---|---|---|---|
${begun.join("\n")}
`
  console.log(text)
  writeFileSync(join(import.meta.dir, "results", "package.md"), text)
}

function sizeOf(file: string): string {
  const bytes = readFileSync(join(root, "dist", file))
  return [bytes, gzipSync(bytes)].map(({ byteLength }) => (byteLength / 1e6).toFixed(2)).join(" | ")
}

function costOf(file: string, runtime: Runtime): string {
  const entry = join(root, "dist", file)
  const empty = join(folder, "empty.js")
  writeFileSync(empty, "export {}\n")
  const pairs = Array.from({ length: loads }, () => ({
    with: load(entry, runtime),
    without: load(empty, runtime),
  }))
  return summary(
    pairs.map(({ with: one, without }) => ({
      cpuMs: one.cpuMs - without.cpuMs,
      memory: one.memory - without.memory,
    })),
  )
}

/** Each file in turn, so that the machine's moods meet all of them. */
async function beginnings(): Promise<string[]> {
  const upstream = await startUpstream({ firstTokenMs: 0, chunkMs: 0 })
  const runs = PLUGINS.map((file) => ({ file, steps: [] as Step[][] }))
  for (let at = 0; at < loads; at++) for (const run of runs) run.steps.push(begin(run.file, upstream.url))
  upstream.stop()
  return runs.flatMap(({ file, steps }) => {
    const names = [...(steps[0] ?? []).map(({ name }) => name), "all"]
    return names.map((name) => `| ${file} | ${name} | ${summary(steps.map((all) => stepOf(all, name)))} |`)
  })
}

function begin(file: string, url: string): Step[] {
  const home = join(folder, crypto.randomUUID())
  mkdirSync(home)
  const worker = join(import.meta.dir, "first-call-worker.ts")
  const words = [
    process.execPath,
    "--no-env-file",
    "--no-install",
    worker,
    join(root, "dist", file),
    url,
    home,
  ]
  const { stderr } = Bun.spawnSync(words, { cwd: folder })
  return JSON.parse(stderr.toString()) as Step[]
}

function stepOf(steps: Step[], name: string): Loaded {
  const counted = name === "all" ? steps : steps.filter((step) => step.name === name)
  const total = (key: keyof Loaded) => counted.reduce((sum, step) => sum + step[key], 0)
  return { cpuMs: total("cpuMs"), memory: total("memory") }
}

function summary(loaded: Loaded[]): string {
  const cpu = loaded.map(({ cpuMs }) => cpuMs)
  const memory = loaded.map(({ memory }) => memory)
  return `${quantile(cpu, 0.5)} / ${quantile(cpu, 0.95)} | ${quantile(memory, 0.5)}`
}

/** main.js runs when it is loaded, and here says its version. */
function load(path: string, { program, env }: Runtime): Loaded {
  const probe = join(folder, "probe.js")
  const lines = [
    "const before = process.memoryUsage().rss",
    "const start = process.cpuUsage()",
    "await import(process.env.PROBED)",
    "const { user, system } = process.cpuUsage(start)",
    "const memory = (process.memoryUsage().rss - before) / 1e6",
    "process.stderr.write(JSON.stringify({ cpuMs: (user + system) / 1e3, memory }))",
    "process.exit(0)",
  ]
  writeFileSync(probe, lines.join("\n"))
  const words = [program, "--no-env-file", "--no-install", probe, "--version"]
  const { stderr } = Bun.spawnSync(words, { cwd: folder, env: { ...process.env, ...env, PROBED: path } })
  return JSON.parse(stderr.toString()) as Loaded
}

function quantile(values: number[], share: number): string {
  const sorted = values.toSorted((one, other) => one - other)
  return (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
