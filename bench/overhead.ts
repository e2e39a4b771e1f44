// What Ralex adds to a model call: `bun bench/overhead.ts [--quick]`. Method and traps: bench/README.md. Writes
// bench/results/overhead.{json,md}.
import { writeFileSync } from "node:fs"
import { cpus, loadavg } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { type Latency, measureLatency, type Plan, WARM_CALLS } from "./overhead/latency.ts"
import { load } from "./overhead/load.ts"
import type { Load } from "./overhead/load-worker.ts"
import type { Interval } from "./overhead/summary.ts"
import { direct, ralex } from "./overhead/targets.ts"
import { AT_ONCE, FAST_HOST, startUpstream } from "./overhead/upstream.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const share = values.quick ? 0.1 : 1

const WHOLE = { streams: 1, beginWithinMs: 0, pace: AT_ONCE, warmUp: WARM_CALLS }
const PLANS: Plan[] = [
  { ...WHOLE, asks: "steps", pace: FAST_HOST, rounds: 200 },
  { ...WHOLE, asks: "steps", pace: FAST_HOST, streams: 10, beginWithinMs: 300, rounds: 60 },
  { ...WHOLE, asks: "opencode", pace: FAST_HOST, rounds: 200 },
  { ...WHOLE, asks: "opencode", pace: FAST_HOST, streams: 10, beginWithinMs: 300, rounds: 60 },
  { ...WHOLE, asks: "opencode", pace: FAST_HOST, streams: 10, rounds: 60 },
  { ...WHOLE, asks: "opencode", rounds: 400 },
  { ...WHOLE, asks: "two-megabytes", rounds: 20, warmUp: 4 },
  { ...WHOLE, asks: "long-answer", rounds: 5, warmUp: 1 },
]
const STREAMS = [1, 10, 50, 200]
const SECONDS = Math.max(3, 10 * share)

interface LoadLine extends Load {
  target: string
  streams: number
}

const latencies: (Latency & { pace: string })[] = []
for (const plan of PLANS) {
  const upstream = await startUpstream(AT_ONCE)
  const targets = [direct(upstream.url), ralex(upstream.url)]
  const rounds = Math.max(3, Math.round(plan.rounds * share))
  const pace = `${plan.pace.firstTokenMs} / ${plan.pace.chunkMs}`
  const measured = await measureLatency(upstream, targets, { ...plan, rounds })
  latencies.push(...measured.map((line) => ({ ...line, pace })))
  for (const target of targets) await target.stop()
  upstream.stop()
  console.error(`${plan.asks}, ${plan.streams} at once: done`)
}

const loads: LoadLine[] = []
for (const streams of STREAMS) {
  const upstream = await startUpstream(FAST_HOST)
  for (const target of ["direct", "ralex"])
    loads.push({ target, streams, ...(await load({ target, url: upstream.url, streams, seconds: SECONDS })) })
  upstream.stop()
  console.error(`${streams} streams for ${SECONDS} s: done`)
}
report()

function report(): void {
  const machine = `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, Bun ${Bun.version}, ${new Date().toISOString().slice(0, 10)}`
  const results = join(import.meta.dir, "results")
  writeFileSync(join(results, "overhead.json"), `${JSON.stringify({ machine, latencies, loads }, null, 2)}\n`)
  const text = `# What Ralex adds to a call

${machine}${values.quick ? " (quick: few calls)" : ""}

Milliseconds; the added time is over the same client without Ralex in the same run, with 95 % of bootstraps.

| ask | upstream, ms | at once | begun within, ms | target | calls | first token p50 | p99 | added p50 | added p99 | last token p50 | added p50 |
|---|---|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|
${latencies.map(latencyRow).join("\n")}

Streams kept open at the same time, each target in a process of its own:

| streams | target | calls a second | first token p50 ms | CPU ms a call | resident MB, most | before the first call |
|---:|---|---:|---:|---:|---:|---:|
${loads.map(loadRow).join("\n")}
`
  writeFileSync(join(results, "overhead.md"), text)
  console.log(text)
}

function latencyRow({
  asks,
  pace,
  streams,
  beginWithinMs,
  target,
  calls,
  ...times
}: Latency & { pace: string }): string {
  const { firstToken, lastToken, addedFirst, addedLast } = times
  return `| ${[
    ...[
      asks,
      pace,
      streams,
      beginWithinMs,
      target,
      calls,
      firstToken.p50.toFixed(1),
      firstToken.p99.toFixed(1),
    ],
    ...[within(addedFirst.p50), within(addedFirst.p99), lastToken.p50.toFixed(1), within(addedLast.p50)],
  ].join(" | ")} |`
}

function within({ value, low, high }: Interval): string {
  return `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`
}

function loadRow({
  streams,
  target,
  perSecond,
  firstTokenP50,
  cpuMsPerCall,
  peakMb,
  idleMb,
}: LoadLine): string {
  const numbers = [
    perSecond.toFixed(1),
    firstTokenP50.toFixed(1),
    cpuMsPerCall.toFixed(2),
    peakMb.toFixed(0),
    idleMb.toFixed(0),
  ]
  return `| ${[streams, target, ...numbers].join(" | ")} |`
}
