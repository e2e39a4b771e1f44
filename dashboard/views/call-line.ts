// A call of the ledger as views show it: all that is known of it, and nothing of what was said.
import type { Call } from "../../ledger/index.ts"
import type { CallOfDashboard } from "../contract.ts"
import { money } from "./totals-document.ts"

export function callLine(call: Call): CallOfDashboard {
  const { id, project, session, rootSession, turn, agent, tier, cause, signals, modelAsked } = call
  const { provider, status, outcome, usage, timeToFirstTokenMs, durationMs, attempts } = call
  const known = status === "settled" || status === "estimated"
  return {
    ...{
      id,
      project,
      session,
      rootSession,
      turn,
      agent,
      class: call.class,
      tier,
      cause,
      signals,
      modelAsked,
    },
    at: call.startedAt.toISOString(),
    model: call.modelUsed ?? call.model,
    ...{ provider, status, outcome, timeToFirstTokenMs, durationMs, attempts },
    ...money("cost", known ? call.costNano : call.heldNano),
    ...money("baseline", call.baselineNano),
    inputTokens: usage.inputTokens,
    cachedTokens: usage.cachedTokens,
    outputTokens: usage.outputTokens,
    reasoningTokens: usage.reasoningTokens,
  }
}
