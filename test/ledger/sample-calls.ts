// What the ledger's tests have in common: a call, a bound, a settlement, each with what the test cares about.
import type { Bound, CallStart, Settlement, Usage, VerdictRow } from "../../ledger/index.ts"

/** A Thursday. */
export const noon = new Date("2026-11-19T12:00:00Z")

export const noUsage: Usage = {
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
}

export function callStart(given: Partial<CallStart> = {}): CallStart {
  return {
    id: crypto.randomUUID(),
    startedAt: noon,
    project: "/project",
    session: "session",
    rootSession: "root",
    run: "run",
    turn: "turn",
    agent: "build",
    class: "simple",
    tier: "cheap",
    cause: "class",
    signals: ["short"],
    modelAsked: "auto",
    model: "google/gemini-3.8-flash",
    provider: "openrouter",
    keyId: "0123456789ab",
    ...given,
  }
}

/** A call that costs just this, whatever it says. */
export function fixedBound(nano: bigint): Bound {
  return { inputNano: nano, outputNanoPerMillion: 0n, maxOutputTokens: 1, minOutputTokens: 1 }
}

export function settlement(costNano: bigint, given: Partial<Settlement> = {}): Settlement {
  return {
    status: "settled",
    outcome: "ok",
    costNano,
    baselineNano: costNano * 3n,
    cacheSavedNano: 0n,
    usage: { ...noUsage, inputTokens: 100, cachedTokens: 40, outputTokens: 10 },
    model: "google/gemini-3.8-flash",
    generationId: "gen-1",
    timeToFirstTokenMs: 12.6,
    durationMs: 340.2,
    attempts: 1,
    ...given,
  }
}

export function verdict(given: Partial<VerdictRow> = {}): VerdictRow {
  return {
    at: noon,
    project: "/project",
    session: "session",
    rootSession: "root",
    agent: "build",
    tool: "bash",
    verdict: "deny",
    rule: "core.recursive-delete",
    reason: "it deletes the home directory",
    subject: "rm -rf ~",
    ...given,
  }
}
