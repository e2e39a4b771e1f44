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

/** How far a start has come: the file is imported, the plugin is set up, a model is called and refuses a stranger. */
export const STAGES = ["import", "set-up", "first call"] as const
export type Stage = (typeof STAGES)[number]

/** In a script that has `loaded`, the imported file. */
const SCRIPTS: Record<Stage, string> = {
  import: "",
  "set-up": `const folder = process.cwd()
    const input = { client: {}, project: { id: "bench", worktree: folder }, directory: folder, worktree: folder }
    await loaded.default?.server({ ...input, serverUrl: new URL("http://127.0.0.1:9") })`,
  "first call": "await loaded.createRalex?.().languageModel('auto').doStream({ prompt: [] }).catch(() => {})",
}

interface Loaded {
  cpuMs: number
  memory: number
}

/**
 * @param loads Processes that load it, each beside one that loads nothing.
 * @param until With all stages before it.
 */
export function loadCost(entry: string, runtime: Runtime, loads: number, until: Stage = "import"): LoadCost {
  const folder = mkdtempSync(join(tmpdir(), "ralex-load-"))
  try {
    const empty = join(folder, "empty.js")
    writeFileSync(empty, "export {}\n")
    const pairs = Array.from({ length: loads }, () => ({
      with: load(entry, { runtime, folder, until }),
      without: load(empty, { runtime, folder, until: "import" }),
    }))
    const cpu = pairs.map(({ with: one, without }) => one.cpuMs - without.cpuMs)
    const memory = pairs.map(({ with: one, without }) => one.memory - without.memory)
    return { cpuMs: { p50: quantile(cpu, 0.5), p95: quantile(cpu, 0.95) }, memoryMb: quantile(memory, 0.5) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Loading {
  runtime: Runtime
  /** A home and a project with nothing in it. */
  folder: string
  until: Stage
}

/** main.js runs when it is loaded, and here says its version. */
function load(path: string, { runtime: { program, env }, folder, until }: Loading): Loaded {
  const probe = join(folder, "probe.js")
  const lines = [
    "const before = process.memoryUsage().rss",
    "const start = process.cpuUsage()",
    "const loaded = await import(process.env.PROBED)",
    ...STAGES.slice(0, STAGES.indexOf(until) + 1).map((stage) => SCRIPTS[stage]),
    "const { user, system } = process.cpuUsage(start)",
    "const memory = (process.memoryUsage().rss - before) / 1e6",
    "process.stderr.write(JSON.stringify({ cpuMs: (user + system) / 1e3, memory }))",
    "process.exit(0)",
  ]
  writeFileSync(probe, lines.join("\n"))
  const words = [program, "--no-env-file", "--no-install", probe, "--version"]
  const home = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_STATE_HOME: folder }
  const given = { ...process.env, ...home, ...env, PROBED: path }
  const { stderr } = Bun.spawnSync(words, { cwd: folder, env: given })
  return JSON.parse(stderr.toString()) as Loaded
}
