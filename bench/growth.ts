// How a call's cost grows: with the ledger, with the session, with the processes on one ledger. `bun bench/growth.ts
// [--quick]`. Method and traps: bench/README.md. Writes bench/results/growth.{json,md}.
import { parseArgs } from "node:util"
import { type LedgerLine, measureLedgers } from "./growth/ledgers.ts"
import { measureProcesses, type ProcessLine } from "./growth/processes.ts"
import { measureSessions, type SessionLine } from "./growth/sessions.ts"
import { machineLine } from "./machine-line.ts"
import type { Interval } from "./overhead/summary.ts"
import { row, writeResults } from "./write-results.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const PLAN = values.quick
  ? { rows: [1_000, 10_000, 100_000], calls: 200, sessions: 2, steps: 15, pairs: 120, processes: [1, 4, 16] }
  : {
      rows: [1_000, 10_000, 100_000, 1_000_000],
      calls: 1_000,
      sessions: 8,
      steps: 25,
      pairs: 960,
      processes: [1, 2, 4, 8, 16, 32],
    }

const machine = machineLine()
const sessions = await measureSessions({ ...PLAN, turns: [10, 100, 1_000] })
console.error("sessions: done")
const ledgers = await measureLedgers(PLAN.rows, PLAN.calls)
console.error("ledgers: done")
const processes = await measureProcesses(PLAN.processes, PLAN.pairs)

const text = `# Growth

${machine}${values.quick ? " (quick: few calls)" : ""}

Milliseconds; what is added is the difference of two medians of the same run, with 95 % of bootstraps.

## With the session

From the call of a session's next step until its request goes upstream; what is added is over the same client alone. CPU
is that of the thread, which a busy machine changes little.

| turns of history | target | request kB | steps | opening p50 | step p50 | step p99 | added p50 | CPU p50 | added CPU p50 |
|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|
${sessions.map(sessionRow).join("\n")}

## With the ledger

What is added is over the smallest ledger.

| calls in the ledger | what | p50 | p99 | added p50 |
|---:|---|---:|---:|---:|
${ledgers.map(ledgerRow).join("\n")}

## With processes on one SQLite ledger

A pair of hold and settle, and beside it two plain transactions. Processes that gave up waited five seconds for a lock.

| processes | pause | pairs | p50 | p99 | plain p50 | plain p99 | ratio p50 | gave up |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|
${processes.map(processRow).join("\n")}
`
writeResults("growth", text, { machine, sessions, ledgers, processes })
process.exit(0)

function sessionRow(line: SessionLine): string {
  const times = [line.openingMs, line.p50, line.p99].map((time) => time.toFixed(2))
  const cpu = [line.cpuP50.toFixed(2), within(line.addedCpu)]
  return row([
    ...[line.turns, line.target, line.requestKb.toFixed(0), line.steps],
    ...[...times, within(line.added), ...cpu],
  ])
}

function ledgerRow({ rows, look, p50, p99, added }: LedgerLine): string {
  return row([rows, look, p50.toFixed(3), p99.toFixed(3), within(added, 3)])
}

function processRow(line: ProcessLine): string {
  const { p50, p99, plainP50, plainP99 } = line
  const times = [p50, p99, plainP50, plainP99].map((time) => time.toFixed(2))
  return row([line.processes, line.pauseMs, line.pairs, ...times, (p50 / plainP50).toFixed(1), line.failed])
}

function within({ value, low, high }: Interval, digits = 2): string {
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`
}
