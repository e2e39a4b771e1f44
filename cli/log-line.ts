// Rows of the ledger as lines of `ralex log`, for programs.
import { type AlertRow, type Call, type Lift, nanoToUsd, type VerdictRow } from "../ledger/index.ts"
import type { AlertLine, CallLine, LiftLine, VerdictLine } from "./contract.ts"

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
