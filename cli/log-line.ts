// Rows of the ledger as lines of `ralex log`, for programs and for people.
import colors from "picocolors"
import { type Call, formatUsd, nanoToUsd, type VerdictRow } from "../ledger/index.ts"
import type { CallLine, LogLine, VerdictLine } from "./contract.ts"
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
  return { type: "verdict", sequence, at, project, session, agent, tool, verdict, rule, reason, subject }
}

/** One line: when, who, what, and what it cost or why it was not done. */
export function forPeople(line: LogLine): string {
  const head = `${colors.dim(line.at.slice(0, 19).replace("T", " "))}  ${printable(line.agent).padEnd(10)}`
  if (line.type === "verdict") {
    const verdict = line.verdict === "allow" ? colors.green("allow") : colors.red(line.verdict)
    return `${head}  ${verdict}  ${line.tool}${line.rule === null ? "" : `  ${line.rule}: ${printable(line.reason ?? "")}`}`
  }
  const model = printable(line.modelUsed ?? line.modelAsked)
  const why = [line.class, line.tier, line.cause].filter((part) => part !== null).join(" ")
  return `${head}  ${model}  ${money(line)}  ${colors.dim(`${why}; ${line.signals.join(", ")}`)}`
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
