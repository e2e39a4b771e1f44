// What gateways of others add to a model call beside what Ralex adds: `bun bench/peers.ts [--quick]`. Method and traps:
// bench/README.md. Writes bench/results/peers.{json,md}.
import { parseArgs } from "node:util"
import { machineLine } from "./machine-line.ts"
import { type Latency, latenciesOf, type Plan, timesOf, WARM_CALLS } from "./overhead/latency.ts"
import { type Interval, shareOfAdded } from "./overhead/summary.ts"
import { direct, ralex, type Target } from "./overhead/targets.ts"
import type { Times } from "./overhead/timed-call.ts"
import { FAST_HOST, startUpstream } from "./overhead/upstream.ts"
import { type Peers, startPeers } from "./peers/all-peers.ts"
import { type Claim, claimOf, MOST } from "./peers/claim.ts"
import { type LoadLine, measureLoad } from "./peers/measure-load.ts"
import { row, writeResults } from "./write-results.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })

const WHOLE = { streams: 1, beginWithinMs: 0, pace: FAST_HOST, warmUp: WARM_CALLS }
const PLANS: Plan[] = [
  { ...WHOLE, asks: "steps", rounds: values.quick ? 30 : 120 },
  { ...WHOLE, asks: "opencode", rounds: values.quick ? 30 : 120 },
  { ...WHOLE, asks: "opencode", streams: 10, beginWithinMs: 300, rounds: values.quick ? 6 : 30 },
  { ...WHOLE, asks: "opencode", streams: 10, rounds: values.quick ? 6 : 30 },
]
const STREAMS = [1, 10, 50]
const SECONDS = values.quick ? 3 : 8

interface LatencyLine extends Latency {
  /** What Ralex adds, as a share of what this peer adds at the median. */
  ralexShare?: Interval | undefined
}

interface Measured {
  plan: Plan
  lines: LatencyLine[]
  claim?: Claim | undefined
}

const machine = machineLine()
const upstream = await startUpstream(FAST_HOST)
const peers = await startPeers(upstream.url)
try {
  report(await latencies(), await loads())
} finally {
  await peers.stop()
  upstream.stop()
}
process.exit(0)

async function latencies(): Promise<Measured[]> {
  const measured: Measured[] = []
  const asked = peers.ready.map(({ url, name, options }) => direct(url, name, options))
  const targets = [direct(upstream.url), ralex(upstream.url), ...asked]
  for (const plan of PLANS) {
    measured.push(compare(targets, plan, await timesOf(upstream, targets, plan)))
    console.error(`${plan.streams} at once within ${plan.beginWithinMs} ms: done`)
  }
  for (const target of targets) await target.stop()
  return measured
}

function compare(targets: Target[], plan: Plan, times: ReadonlyMap<Target, Times[]>): Measured {
  const firstTokens = targets.map((target) => ({
    name: target.name,
    times: (times.get(target) ?? []).map(({ firstToken }) => firstToken),
  }))
  const [without, own, ...others] = firstTokens
  if (!without || !own) throw new Error("Direct calls and Ralex are always measured.")
  const share = (name: string) => {
    const peer = others.find((other) => other.name === name)
    return peer && shareOfAdded(own.times, peer.times, without.times, 0.5)
  }
  const lines = latenciesOf(targets, plan, times).map((line) => ({ ...line, ralexShare: share(line.target) }))
  return { plan, lines, claim: claimOf(without, own, others) }
}

async function loads(): Promise<LoadLine[]> {
  const lines: LoadLine[] = []
  for (const streams of STREAMS) {
    lines.push(...(await measureLoad(upstream.url, peers.ready, streams, SECONDS)))
    console.error(`${streams} streams for ${SECONDS} s: done`)
  }
  return lines
}

function report(measured: Measured[], loaded: LoadLine[]): void {
  const text = `# Ralex beside its peers

${machine}${values.quick ? " (quick: few calls)" : ""}

${measured.map(claimLine).join("\n")}

Milliseconds; the added time is over the same client without any of them in the same run, with 95 % of bootstraps. The
simulator's pace is ${FAST_HOST.firstTokenMs} ms to the first token and ${FAST_HOST.chunkMs} ms a piece.

| ask | at once | begin within ms | target | calls | first token p50 | added p50 | added p99 | last token added p50 | added p99 | Ralex adds of it |
|---|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|
${measured.flatMap(({ lines }) => lines.map(latencyRow)).join("\n")}

Streams kept open at the same time by a client in a process of its own:

| streams | target | calls a second | first token p50 ms | resident MB, most |
|---:|---|---:|---:|---:|
${loaded.map(loadRow).join("\n")}

Resident are the peer's processes; of Ralex, which is in the client, the client with it, and the client alone where it asks
directly.

| peer | version | settings |
|---|---|---|
${peersRows(peers)}
`
  const versions = peers.ready.map(({ name, version, settings }) => ({ name, version, settings }))
  writeResults("peers", text, {
    machine,
    pace: FAST_HOST,
    versions,
    leftOut: peers.leftOut,
    measured,
    loads: loaded,
  })
}

function claimLine({ plan, claim }: Measured): string {
  const when = `${plan.streams} at once${plan.beginWithinMs > 0 ? ` within ${plan.beginWithinMs} ms` : ""}`
  if (!claim) return `- ${plan.asks}, ${when}: no peer could be measured.`
  const { best, share, holds } = claim
  return `- ${plan.asks}, ${when}: Ralex adds ${share.value.toFixed(2)} [${share.low.toFixed(2)}, ${share.high.toFixed(2)}] of what the best peer (${best}) adds to the first token (median). At most ${MOST}: ${holds}.`
}

function latencyRow(line: LatencyLine): string {
  const { asks, streams, beginWithinMs, target, calls, firstToken, addedFirst, addedLast, ralexShare } = line
  return row([
    ...[asks, streams, beginWithinMs, target, calls, firstToken.p50.toFixed(1)],
    ...[addedFirst.p50, addedFirst.p99, addedLast.p50, addedLast.p99].map(within),
    ralexShare ? within(ralexShare) : "",
  ])
}

function within({ value, low, high }: Interval): string {
  return `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`
}

function loadRow({ streams, target, perSecond, firstTokenP50, residentMb }: LoadLine): string {
  return row([streams, target, perSecond.toFixed(1), firstTokenP50.toFixed(1), residentMb.toFixed(0)])
}

function peersRows({ ready, leftOut }: Peers): string {
  const measured = ready.map(({ name, version, settings }) => row([name, version, settings]))
  return [...measured, ...leftOut.map(({ name, why }) => row([name, "left out", why]))].join("\n")
}
