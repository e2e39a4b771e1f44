// Calls and verdicts as the rows of the tables in migrations/, there and back.

import { cleanText } from "./clean-name.ts"
import type { AlertRow, Call, CallStart, KeyReading, Lift, Settlement } from "./ledger.ts"
import type { Owner } from "./processes.ts"
import type { Row, Value } from "./store/store.ts"
import type { VerdictOutcome, VerdictRow } from "./verdict-row.ts"

type Values = Record<string, Value>

export function startValues(start: CallStart): Values {
  return {
    id: start.id,
    started_at: start.startedAt.getTime(),
    project: start.project,
    session: start.session,
    root_session: start.rootSession,
    run: start.run,
    turn: start.turn,
    agent: start.agent,
    class: start.class,
    tier: start.tier,
    cause: start.cause,
    signals: JSON.stringify(start.signals.map(cleanText)),
    model_asked: start.modelAsked,
    model: start.model,
    provider: start.provider,
    key_id: start.keyId,
  }
}

export function ownerValues(owner: Owner): Values {
  return { owner_host: owner.host, owner_pid: owner.pid, owner_started: owner.started }
}

export function settlementValues(settlement: Settlement): Values {
  return {
    status: settlement.status,
    outcome: settlement.outcome,
    cost_nano: settlement.costNano,
    baseline_nano: settlement.baselineNano,
    cache_saved_nano: settlement.cacheSavedNano,
    input_tokens: settlement.usage.inputTokens,
    cached_tokens: settlement.usage.cachedTokens,
    cache_write_tokens: settlement.usage.cacheWriteTokens,
    output_tokens: settlement.usage.outputTokens,
    reasoning_tokens: settlement.usage.reasoningTokens,
    model_used: settlement.model,
    generation_id: settlement.generationId,
    time_to_first_token_ms: whole(settlement.timeToFirstTokenMs),
    duration_ms: whole(settlement.durationMs),
    overhead_ms: whole(settlement.overheadMs ?? null),
    attempts: settlement.attempts,
  }
}

export function verdictValues(verdict: VerdictRow): Values {
  return {
    at: verdict.at.getTime(),
    project: verdict.project,
    session: verdict.session,
    root_session: verdict.rootSession,
    agent: verdict.agent,
    tool: verdict.tool,
    verdict: verdict.verdict,
    rule: verdict.rule,
    reason: verdict.reason,
    subject: verdict.subject,
    evidence: verdict.evidence ?? null,
    call_id: verdict.call ?? null,
    lifted: verdict.lifted ? 1 : 0,
    outcome: verdict.outcome ?? null,
    exit_code: verdict.exitCode ?? null,
  }
}

export function readCall(row: Row): Call & { sequence: number } {
  return {
    sequence: Number(row.sequence),
    ...readStart(row),
    status: row.status as Call["status"],
    heldNano: BigInt(row.held_nano ?? 0),
    settledAt: dateOrNull(row.settled_at),
    outcome: row.outcome as string | null,
    costNano: BigInt(row.cost_nano ?? 0),
    baselineNano: BigInt(row.baseline_nano ?? 0),
    cacheSavedNano: BigInt(row.cache_saved_nano ?? 0),
    usage: {
      inputTokens: Number(row.input_tokens),
      cachedTokens: Number(row.cached_tokens),
      cacheWriteTokens: Number(row.cache_write_tokens),
      outputTokens: Number(row.output_tokens),
      reasoningTokens: Number(row.reasoning_tokens),
    },
    modelUsed: row.model_used as string | null,
    generationId: row.generation_id as string | null,
    timeToFirstTokenMs: numberOrNull(row.time_to_first_token_ms),
    durationMs: numberOrNull(row.duration_ms),
    overheadMs: numberOrNull(row.overhead_ms),
    attempts: Number(row.attempts),
  }
}

function readStart(row: Row): CallStart {
  return {
    id: String(row.id),
    startedAt: new Date(Number(row.started_at)),
    project: String(row.project),
    session: String(row.session),
    rootSession: String(row.root_session),
    run: String(row.run),
    turn: String(row.turn),
    agent: String(row.agent),
    class: row.class as CallStart["class"],
    tier: row.tier as CallStart["tier"],
    cause: String(row.cause),
    signals: JSON.parse(String(row.signals)) as string[],
    modelAsked: String(row.model_asked),
    model: String(row.model),
    provider: String(row.provider),
    keyId: row.key_id === null ? null : String(row.key_id),
  }
}

export function readOwner(row: Row): Owner {
  return { host: String(row.owner_host), pid: Number(row.owner_pid), started: String(row.owner_started) }
}

export function liftValues(lift: Lift): Values {
  return {
    at: lift.at.getTime(),
    scope: lift.scope,
    part: JSON.stringify(lift.part),
    limit_nano: lift.limitNano,
    root_session: lift.rootSession,
    until_at: lift.until?.getTime() ?? null,
    by_what: lift.by,
  }
}

export function readLift(row: Row): Lift {
  return {
    at: new Date(Number(row.at)),
    scope: row.scope as Lift["scope"],
    part: JSON.parse(String(row.part)) as Lift["part"],
    limitNano: row.limit_nano === null ? null : BigInt(row.limit_nano ?? 0),
    rootSession: row.root_session as string | null,
    until: dateOrNull(row.until_at),
    by: String(row.by_what),
  }
}

export function readAlert(row: Row): AlertRow {
  const { key, level, text } = row
  return {
    key: String(key),
    at: new Date(Number(row.at)),
    level: level as AlertRow["level"],
    text: String(text),
  }
}

export function readKeyReading(row: Row): KeyReading {
  return { keyId: String(row.key_id), at: new Date(Number(row.at)), usedNano: BigInt(row.used_nano ?? 0) }
}

export function readVerdict(row: Row): VerdictRow & { sequence: number } {
  return {
    sequence: Number(row.sequence),
    at: new Date(Number(row.at)),
    project: String(row.project),
    session: String(row.session),
    rootSession: String(row.root_session),
    agent: String(row.agent),
    tool: String(row.tool),
    verdict: row.verdict as VerdictRow["verdict"],
    rule: row.rule as string | null,
    reason: row.reason as string | null,
    subject: row.subject as string | null,
    ...(row.evidence === null ? {} : { evidence: String(row.evidence) }),
    ...(row.call_id === null ? {} : { call: String(row.call_id) }),
    ...(row.lifted ? { lifted: true } : {}),
    ...endOf(row.outcome, row.exit_code),
  }
}

export function endOf(
  outcome: Value = null,
  exitCode: Value = null,
): Pick<VerdictRow, "outcome" | "exitCode"> {
  return {
    ...(outcome === null ? {} : { outcome: outcome as VerdictOutcome }),
    ...(exitCode === null ? {} : { exitCode: Number(exitCode) }),
  }
}

function dateOrNull(value: Row[string] | undefined): Date | null {
  return value === null || value === undefined ? null : new Date(Number(value))
}

function numberOrNull(value: Row[string] | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

/** Clocks such as performance.now() give fractions, which an integer column refuses. */
function whole(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}
