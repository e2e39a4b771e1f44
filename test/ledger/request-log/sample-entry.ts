// One entry of each kind, as calls, verdicts and alerts leave them.
import type { CallEntry, VerdictEntry } from "../../../ledger/request-log/log-entry.ts"

const place = { project: "/home/me/shop", session: "ses_1", rootSession: "ses_1", agent: "build" }

export function callEntry(more: Partial<CallEntry> = {}): CallEntry {
  return {
    ...{ v: 1, at: "2026-11-28T11:00:00.000Z", type: "call", id: "call-1", ...place },
    ...{ run: "run-1", turn: "msg_1", class: "simple", tier: "cheap", cause: "classified" },
    ...{ signals: ["is short"], modelAsked: "auto", model: "google/gemini-3.8-flash" },
    ...{ provider: "openrouter", host: "Google", generationId: "gen-1", status: "settled", outcome: "ok" },
    ...{ error: null, failures: [], attempts: 1, costNano: "1500000", baselineNano: "4500000" },
    ...{ inputTokens: 1000, cachedTokens: 100, cacheWriteTokens: 0, outputTokens: 50, reasoningTokens: 5 },
    ...{ timeToFirstTokenMs: 300, durationMs: 900 },
    ...more,
  }
}

export function verdictEntry(more: Partial<VerdictEntry> = {}): VerdictEntry {
  return {
    ...{ v: 1, at: "2026-11-28T11:00:01.000Z", type: "verdict", ...place, tool: "bash", call: "tool-1" },
    ...{ verdict: "deny", rule: "core.git-reset-hard", reason: "it throws work away", lifted: false },
    ...more,
  }
}
