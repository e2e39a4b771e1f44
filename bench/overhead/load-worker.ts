// One process that keeps so many streams open for a while, by one target: `bun load-worker.ts TARGET URL STREAMS SECONDS [OPTIONS]`.
// Prints what it did as JSON. OPTIONS are those of the direct client, as JSON.
import { askOf } from "./asks.ts"
import { quantile } from "./summary.ts"
import { type DirectOptions, direct, ralex } from "./targets.ts"
import { type Times, timedCall } from "./timed-call.ts"

export interface Load {
  calls: number
  perSecond: number
  firstTokenP50: number
  /** The most that the process had resident, and what it had before its first call. */
  peakMb: number
  idleMb: number
  cpuMsPerCall: number
}

/** Compiling takes as much of a process's first seconds as its calls do. */
const WARM_UP_MS = 10_000

const [name, url = "", streams = "1", seconds = "5", options = "{}"] = process.argv.slice(2)
const target = name === "ralex" ? ralex(url) : direct(url, name, JSON.parse(options) as DirectOptions)
const idleMb = residentMb()
let peakMb = 0
const watch = setInterval(() => {
  peakMb = Math.max(peakMb, residentMb())
}, 50)
await runFor(WARM_UP_MS)
const cpu = process.cpuUsage()
const startedAt = performance.now()
const times = await runFor(Number(seconds) * 1_000)
const took = performance.now() - startedAt
const used = process.cpuUsage(cpu)
clearInterval(watch)
const load: Load = {
  calls: times.length,
  perSecond: times.length / (took / 1_000),
  firstTokenP50: quantile(
    times.map(({ firstToken }) => firstToken),
    0.5,
  ),
  peakMb,
  idleMb,
  cpuMsPerCall: (used.user + used.system) / 1_000 / times.length,
}
console.log(JSON.stringify(load))
await target.stop()
process.exit(0)

async function runFor(milliseconds: number): Promise<Times[]> {
  const until = performance.now() + milliseconds
  const made: Times[] = []
  let at = 0
  const stream = async () => {
    while (performance.now() < until) made.push(await timedCall(target.model, askOf("opencode", at++)))
  }
  await Promise.all(Array.from({ length: Number(streams) }, stream))
  return made
}

function residentMb(): number {
  return process.memoryUsage().rss / 2 ** 20
}
