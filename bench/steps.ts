// What each step of a call takes: `bun bench/steps.ts [--quick]`. Method and traps: bench/README.md. Writes
// bench/results/steps.{json,md}.
import { parseArgs } from "node:util"
import { machineLine } from "./machine-line.ts"
import { quantile } from "./overhead/summary.ts"
import { BEFORE, STEPS, timeSteps } from "./steps/time-steps.ts"
import { row, writeResults } from "./write-results.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const [CALLS, WARM_UP] = values.quick ? [300, 200] : [3_000, 1_000]

const isBefore = new Set<string>(BEFORE)
const times = await timeSteps(CALLS, WARM_UP)
const lines = STEPS.map((step) => {
  const of = times[step]
  return {
    step,
    when: isBefore.has(step) ? "before" : "after",
    p50: quantile(of, 0.5),
    p99: quantile(of, 0.99),
  }
})
const before = Array.from({ length: CALLS }, (_, at) =>
  BEFORE.reduce((sum, step) => sum + (times[step][at] ?? 0), 0),
)
const machine = machineLine()
const text = `# The steps of a call

${machine}${values.quick ? " (quick: few calls)" : ""}

Microseconds, ${CALLS} calls after ${WARM_UP} that warm up; 30 kB of system prompt, twelve tools, each ask another.

| step | p50 | p99 |
|---|---:|---:|
${lines.map(({ step, p50, p99 }) => row([step, p50.toFixed(1), p99.toFixed(1)])).join("\n")}
${row(["**all before the request is sent**", quantile(before, 0.5).toFixed(1), quantile(before, 0.99).toFixed(1)])}
`
writeResults("steps", text, { machine, calls: CALLS, warmUp: WARM_UP, microseconds: lines })
process.exit(0)
