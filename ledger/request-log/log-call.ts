// A model call that came to its end, as the request log and the run's summary have it.
import type { Instance } from "../../config/index.ts"
import type { CallStart, Settlement } from "../ledger.ts"
import type { CallEntry } from "./log-entry.ts"
import { noteEvent } from "./note-event.ts"
import type { Content } from "./write-entry.ts"

export interface LoggedCall {
  /** When it ended. */
  at: Date
  start: CallStart
  /** Undefined of a call that was not made, or that nobody answered. */
  settlement: Settlement | undefined
  /** Who ran the model. */
  host?: string | null
  /** What the person was told of a call without an answer. */
  error?: string | null
  failures?: CallEntry["failures"]
  content?: Content
}

/** Never throws. */
export function logCall({ at, start, settlement, content, ...more }: LoggedCall, instance: Instance): void {
  const { host = null, error = null, failures = [] } = more
  noteEvent(
    {
      ...{ v: 1, at: at.toISOString(), type: "call", id: settlement ? start.id : null },
      ...whereOf(start),
      ...decisionOf(start),
      ...(settlement ? endOf(settlement) : unanswered(failures, at.getTime() - start.startedAt.getTime())),
      ...{ provider: start.provider, host, error, failures },
    },
    instance,
    content,
  )
}

function whereOf({ project, session, rootSession, agent, run, turn }: CallStart) {
  return { project, session, rootSession, agent, run, turn }
}

function decisionOf({ class: found, tier, cause, signals, modelAsked }: CallStart) {
  return { class: found, tier, cause, signals, modelAsked }
}

function endOf(settlement: Settlement) {
  const { model, generationId, status, outcome, attempts, timeToFirstTokenMs, durationMs } = settlement
  return {
    ...{ model, generationId, status, outcome, attempts, ...settlement.usage },
    ...{ timeToFirstTokenMs, durationMs },
    costNano: String(settlement.costNano),
    baselineNano: String(settlement.baselineNano),
  }
}

function unanswered(failures: CallEntry["failures"], durationMs: number) {
  return {
    ...{ model: null, generationId: null, status: "unanswered" as const, attempts: failures.length },
    ...{ ...NOTHING_USED, timeToFirstTokenMs: null, durationMs, costNano: "0", baselineNano: "0" },
    outcome: failures.at(-1)?.kind ?? "refused",
  }
}

const NOTHING_USED = {
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
}
