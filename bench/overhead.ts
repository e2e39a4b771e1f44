// What Ralex adds to a model call: `bun bench/overhead.ts [--quick]`. Method and traps: bench/README.md. Writes
// bench/results/overhead.{json,md}.
import { writeFileSync } from "node:fs"
import { cpus, loadavg } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { type Latency, measureLatency, type Plan } from "./overhead/latency.ts"
import { load } from "./overhead/load.ts"
import type { Load } from "./overhead/load-worker.ts"
import type { Interval } from "./overhead/summary.ts"
import { direct, ralex } from "./overhead/targets.ts"
import { startUpstream } from "./overhead/upstream.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const share = values.quick ? 0.1 : 1

/** As a fast host answers: what is done while one waits for it costs nobody time. */
const PACE = { firstTokenMs: 150, chunkMs: 5 }
const NONE = { firstTokenMs: 0, chunkMs: 0 }

const PLANS: [typeof PACE, Plan][] = [
  [PACE, { size: "opencode", streams: 1, beginWithinMs: 0, rounds: 200 }],
  [PACE, { size: "opencode", streams: 10, beginWithinMs: 300, rounds: 60 }],
  [PACE, { size: "opencode", streams: 10, beginWithinMs: 0, rounds: 60 }],
  [NONE, { size: "opencode", streams: 1, beginWithinMs: 0, rounds: 400 }],
  [NONE, { size: "two-megabytes", streams: 1, beginWithinMs: 0, rounds: 20 }],
  [NONE, { size: "long-answer", streams: 1, beginWithinMs: 0, rounds: 5 }],
]
const STREAMS = [1, 10, 50, 200]
const SECONDS = Math.max(3, 10 * share)

interface LoadLine extends Load {
  target: string
  streams: number
}

const latencies: (Latency & { pace: string })[] = []
for (const [pace, plan] of PLANS) {
  const upstream = await startUpstream(pace)
  const targets = [direct(upstream.url), ralex(upstream.url)]
  const rounds = Math.max(3, Math.round(plan.rounds * share))
  const measured = await measureLatency(targets, { ...plan, rounds })
  latencies.push(...measured.map((line) => ({ ...line, pace: `${pace.firstTokenMs} / ${pace.chunkMs}` })))
  for (const target of targets) await target.stop()
  upstream.stop()
  console.error(`${plan.size}, ${plan.streams} at once: done`)
}

const loads: LoadLine[] = []
for (const streams of STREAMS) {
  const upstream = await startUpstream(PACE)
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
  size,
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
      size,
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
