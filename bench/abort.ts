// How long after a person's stop the caller is free and the upstream's socket ends, at every stage of a call, over loopback:
// `bun bench/abort.ts [ABORTS]`.
import { writeFileSync } from "node:fs"
import { cpus, loadavg } from "node:os"
import { join } from "node:path"
import { closeStages, stage } from "../test/provider/stage.ts"
import { type Aborted, abortAt } from "../test/stress/abort-at.ts"
import { listeningUpstream, STAGES, type StageOfCall } from "../test/stress/listening-upstream.ts"

const each = Number(process.argv[2] ?? 200)
/** Here the socket lives on until its headers come, so only some are waited for. */
const SLOW: StageOfCall = "headers"
const SLOW_EACH = 8

const upstream = await listeningUpstream()
const it = await stage({ url: upstream.url })
const aborted: Aborted[] = []
for (const at of STAGES) {
  if (at === SLOW)
    aborted.push(
      ...(await Promise.all(
        Array.from({ length: SLOW_EACH }, (_, index) => abortAt(at, index, { it, upstream })),
      )),
    )
  else for (let index = 0; index < each; index++) aborted.push(await abortAt(at, index, { it, upstream }))
}
await closeStages()
await upstream.stop()
report()

function report(): void {
  const rows = STAGES.map((at) => {
    const of = aborted.filter(({ stage: its }) => its === at)
    const socket = at === "wait" ? "none open" : quantiles(of.map(({ socketMs }) => socketMs))
    return `| ${at} | ${of.length} | ${quantiles(of.map(({ callerMs }) => callerMs))} | ${socket} |`
  })
  const machine = `${cpus().length} x ${cpus()[0]?.model}, Bun ${Bun.version}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`
  const head =
    "| stopped at | calls | caller free p50 / p99 ms | socket ended p50 / p99 ms |\n|---|---|---|---|\n"
  const text = `# Abort\n\n${machine}\n\n${head}${rows.join("\n")}\n`
  console.log(text)
  writeFileSync(join(import.meta.dir, "results", "abort.md"), text)
}

function quantiles(times: number[]): string {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1)
  return `${at(0.5)} / ${at(0.99)}`
}
