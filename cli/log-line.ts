// Rows of the ledger as lines of `ralex log`, for programs and for people.
import colors from "picocolors"
import {
  type AlertRow,
  atUtc,
  type Call,
  formatUsd,
  type Lift,
  nameLimit,
  nanoToUsd,
  type Part,
  type VerdictRow,
} from "../ledger/index.ts"
import type { AlertLine, CallLine, LiftLine, LogLine, VerdictLine } from "./contract.ts"
import { printable } from "./printable.ts"

type Numbered<T> = T & { sequence: number }

export function callLine(call: Numbered<Call>): CallLine {
  const { id, project, session, rootSession, agent, tier, cause, signals, modelAsked, modelUsed } = call
  const { provider, status, outcome, timeToFirstTokenMs, durationMs, attempts, sequence, usage } = call
  return {
    type: "call",
    sequence,
    at: call.startedAt.toISOString(),
    ...{ id, project, session, rootSession, agent, class: call.class, tier, cause, signals },
    ...{ modelAsked, modelUsed, provider, status, outcome, timeToFirstTokenMs, durationMs, attempts },
    costNano: String(call.costNano),
    costUsd: nanoToUsd(call.costNano),
    baselineNano: String(call.baselineNano),
    heldNano: String(call.heldNano),
    inputTokens: usage.inputTokens,
    cachedTokens: usage.cachedTokens,
    outputTokens: usage.outputTokens,
    reasoningTokens: usage.reasoningTokens,
  }
}

export function verdictLine(row: Numbered<VerdictRow>): VerdictLine {
  const { sequence, project, session, agent, tool, verdict, rule, reason, subject } = row
  const at = row.at.toISOString()
  const { evidence = null, outcome = null, exitCode = null, lifted = false } = row
  return {
    ...{ type: "verdict", sequence, at, project, session, agent, tool, verdict, rule, reason, subject },
    ...{ evidence, outcome, exitCode, lifted },
  }
}

export function liftLine({
  sequence,
  at,
  scope,
  part,
  limitNano,
  rootSession,
  until,
  by,
}: Numbered<Lift>): LiftLine {
  return {
    type: "lift",
    sequence,
    at: at.toISOString(),
    ...{ scope, part, by },
    limitNano: limitNano === null ? null : String(limitNano),
    limitUsd: limitNano === null ? null : nanoToUsd(limitNano),
    session: rootSession,
    until: until?.toISOString() ?? null,
  }
}

export function alertLine({ at, key, level, text }: AlertRow): AlertLine {
  return { type: "alert", at: at.toISOString(), key, level, text }
}

/** One line: when, who, what, and what it cost or why it was not done. */
export function forPeople(line: LogLine): string {
  const head = (who: string) =>
    `${colors.dim(line.at.slice(0, 19).replace("T", " "))}  ${printable(who).padEnd(10)}`
  switch (line.type) {
    case "call":
      return `${head(line.agent)}  ${callForPeople(line)}`
    case "verdict":
      return `${head(line.agent)}  ${verdictForPeople(line)}`
    case "lift":
      return `${head("you")}  ${printable(liftForPeople(line))}`
    case "alert":
      return `${head("alert")}  ${printable(line.text)}`
  }
}

function callForPeople(line: CallLine): string {
  const model = printable(line.modelUsed ?? line.modelAsked)
  const why = [line.class, line.tier, line.cause].filter((part) => part !== null).join(" ")
  return `${model}  ${money(line)}  ${colors.dim(`${why}; ${line.signals.join(", ")}`)}`
}

function verdictForPeople(line: VerdictLine): string {
  const { verdict, tool, rule, reason, evidence } = line
  const shown = verdict === "allow" ? colors.green("allow") : colors.red(verdict)
  const found = evidence === null ? "" : colors.dim(` [${printable(evidence)}]`)
  const because = reason === null ? "" : `  ${printable(reason)}`
  const why = rule === null ? because : `  ${rule}: ${printable(reason ?? "")}${found}`
  return `${shown}  ${tool}${why}${endForPeople(line)}`
}

/** That a denied call was blocked goes without saying. */
function endForPeople({ outcome, exitCode, lifted }: VerdictLine): string {
  const ends = [
    ...(lifted ? ["allowed once by a person"] : []),
    ...(outcome === "lifted" ? ["lifted by a person afterwards"] : []),
    ...(outcome === null || outcome === "blocked" || outcome === "lifted" ? [] : [outcome]),
    ...(exitCode === null ? [] : [`exit ${exitCode}`]),
  ]
  return ends.length === 0 ? "" : colors.dim(`  (${ends.join(", ")})`)
}

function liftForPeople({ scope, part, limitNano, session, until, by }: LiftLine): string {
  const name = nameLimit({ scope, part: part as Part })
  const amount = limitNano === null ? "no limit" : formatUsd(BigInt(limitNano))
  const where = session === null ? "" : ` in session ${session}`
  const span = until === null ? "" : ` until ${atUtc(new Date(until))}`
  return `${name} is ${amount}${where}${span}, by ${by}`
}

function money(line: CallLine): string {
  switch (line.status) {
    case "held":
      return `${formatUsd(BigInt(line.heldNano))} held`
    case "settled":
      return `${formatUsd(BigInt(line.costNano))}${failure(line)}`
    case "estimated":
      return `${formatUsd(BigInt(line.costNano))} estimated${failure(line)}`
    case "unreconciled":
      return `${formatUsd(BigInt(line.heldNano))} unreconciled${failure(line)}`
  }
}

function failure({ outcome }: CallLine): string {
  return outcome === null || outcome === "ok" ? "" : colors.yellow(` (${outcome})`)
}
