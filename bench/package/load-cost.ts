// What loading a file costs a process: CPU time inside it and the memory that it adds, beside loading an empty module.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { quantile } from "../overhead/summary.ts"

export interface Runtime {
  name: string
  program: string
  env: Record<string, string>
}

const root = join(import.meta.dir, "..", "..")

export const RUNTIMES: readonly Runtime[] = [
  { name: `Bun ${Bun.version}`, program: process.execPath, env: {} },
  {
    name: "OpenCode's own Bun",
    program: join(root, "node_modules", ".bin", "opencode"),
    env: { BUN_BE_BUN: "1" },
  },
]

export interface LoadCost {
  cpuMs: { p50: number; p95: number }
  /** Megabytes of resident memory. */
  memoryMb: number
}

interface Loaded {
  cpuMs: number
  memory: number
}

/** @param loads Processes that load it, each beside one that loads nothing. */
export function loadCost(entry: string, runtime: Runtime, loads: number): LoadCost {
  const folder = mkdtempSync(join(tmpdir(), "ralex-load-"))
  try {
    const empty = join(folder, "empty.js")
    writeFileSync(empty, "export {}\n")
    const pairs = Array.from({ length: loads }, () => ({
      with: load(entry, runtime, folder),
      without: load(empty, runtime, folder),
    }))
    const cpu = pairs.map(({ with: one, without }) => one.cpuMs - without.cpuMs)
    const memory = pairs.map(({ with: one, without }) => one.memory - without.memory)
    return { cpuMs: { p50: quantile(cpu, 0.5), p95: quantile(cpu, 0.95) }, memoryMb: quantile(memory, 0.5) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** main.js runs when it is loaded, and here says its version. */
function load(path: string, { program, env }: Runtime, folder: string): Loaded {
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
