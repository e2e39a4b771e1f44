// What Ralex adds to the start of OpenCode, what loading it costs, and how long its installation takes:
// `bun bench/start-up.ts [--quick]`. Builds first. Method and traps: bench/README.md. Writes bench/results/start-up.{json,md}.
import { join } from "node:path"
import { parseArgs } from "node:util"
import { build } from "../scripts/build.ts"
import { CHECKOUT } from "../test/e2e/sandbox.ts"
import { machineLine } from "./machine-line.ts"
import { type Interval, quantile } from "./overhead/summary.ts"
import { type LoadCost, loadCost, RUNTIMES, STAGES, type Stage } from "./package/load-cost.ts"
import { measureInstalls } from "./start-up/cold-install.ts"
import { measureRuns, type RunLine } from "./start-up/opencode-runs.ts"
import { row, writeResults } from "./write-results.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const [ROUNDS, LOADS, INSTALLS] = values.quick ? [3, 3, 1] : [15, 15, 5]
const ENTRIES = { "npm form": "ralex.js", "drop-in form": "drop-in.js" }

interface LoadLine extends LoadCost {
  form: string
  until: Stage
  runtime: string
}

await build()
const machine = machineLine()
const loads: LoadLine[] = Object.entries(ENTRIES).flatMap(([form, file]) =>
  RUNTIMES.flatMap((runtime) =>
    STAGES.map((until) => ({
      ...{ form, until, runtime: runtime.name },
      ...loadCost(join(CHECKOUT, "dist", file), runtime, LOADS, until),
    })),
  ),
)
console.error("loading: done")
const install = await measureInstalls(INSTALLS)
console.error("installing: done")
const runs = await measureRuns(ROUNDS)

const text = `# Start-up

${machine}${values.quick ? " (quick: few runs)" : ""}

## \`opencode run\`, from the command to its end

One answer of a simulated upstream. What is added is the median of what the runs of one round are apart, with 95 % of
bootstraps.

| with | runs | wall s | added wall s | CPU s | added CPU s | peak MB | added peak MB |
|---|---:|---:|---:|---:|---:|---:|---:|
${runs.map(runRow).join("\n")}

## Loading it

In a process that does nothing else, ${LOADS} times; an empty module is taken off. Each stage is with those before it: the file
is imported, OpenCode sets the plugin up, a model is called (and refuses a stranger, before any ledger).

| form | runtime | until | CPU ms p50 | p95 | MB of memory p50 |
|---|---|---|---:|---:|---:|
${loads.map(loadRow).join("\n")}

## Cold install

\`npm install\` of the tarball (${install.tarballMb.toFixed(1)} MB) into an empty folder, with an empty cache: ${quantile(install.seconds, 0.5).toFixed(1)} s
(median of ${INSTALLS}).
`
writeResults("start-up", text, { machine, runs, loads, install })
process.exit(0)

function runRow({ form, runs: count, wall, cpu, peakMb, added }: RunLine): string {
  const times = [wall.toFixed(2), within(added.wall), cpu.toFixed(2), within(added.cpu)]
  return row([form, count, ...times, peakMb.toFixed(0), within(added.peakMb, 0)])
}

function loadRow({ form, runtime, until, cpuMs, memoryMb }: LoadLine): string {
  return row([form, runtime, until, cpuMs.p50.toFixed(0), cpuMs.p95.toFixed(0), memoryMb.toFixed(0)])
}

function within({ value, low, high }: Interval, digits = 2): string {
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`
}
