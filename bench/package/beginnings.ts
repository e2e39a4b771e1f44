// What the beginning of a session costs with each form of the package, step by step, in processes of their own.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { quantile } from "../overhead/summary.ts"
import { AT_ONCE, startUpstream } from "../overhead/upstream.ts"
import type { LoadCost } from "./load-cost.ts"

export interface Step {
  name: string
  cpuMs: number
  /** Megabytes by which the process grew. */
  memory: number
}

export interface StepCost extends LoadCost {
  file: string
  step: string
}

/**
 * @param files Each in turn, so that the machine's moods meet all of them.
 * @param folder Where each process gets a home of its own.
 */
export async function beginnings(
  files: readonly string[],
  loads: number,
  folder: string,
): Promise<StepCost[]> {
  const upstream = await startUpstream(AT_ONCE)
  const begun = new Map<string, Step[][]>(files.map((file) => [file, []]))
  for (let at = 0; at < loads; at++)
    for (const [file, steps] of begun) steps.push(begin(file, upstream.url, folder))
  upstream.stop()
  return [...begun].flatMap(([file, all]) => {
    const steps = [...(all[0] ?? []).map(({ name }) => name), "all"]
    return steps.map((step) => ({ file, step, ...costOf(step, all) }))
  })
}

function begin(file: string, url: string, folder: string): Step[] {
  const home = join(folder, crypto.randomUUID())
  mkdirSync(home)
  const worker = join(import.meta.dir, "first-call-worker.ts")
  const words = [process.execPath, "--no-env-file", "--no-install", worker, file, url, home]
  const { stderr } = Bun.spawnSync(words, { cwd: folder })
  return JSON.parse(stderr.toString()) as Step[]
}

function costOf(step: string, all: readonly Step[][]): LoadCost {
  const of = (key: "cpuMs" | "memory") =>
    all.map((steps) =>
      steps.reduce((sum, one) => sum + (step === "all" || one.name === step ? one[key] : 0), 0),
    )
  const cpu = of("cpuMs")
  return {
    cpuMs: { p50: quantile(cpu, 0.5), p95: quantile(cpu, 0.95) },
    memoryMb: quantile(of("memory"), 0.5),
  }
}
