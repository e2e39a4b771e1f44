// What the ledger teaches a process that has just begun: the session's calls so far, and how long answers are.
import { type Call, findModel, type HourTotals, type Ledger } from "../ledger/index.ts"
import { NOTHING_USED } from "./end-of-call.ts"
import { previousCall } from "./previous-call.ts"
import type { UsageMemory } from "./usage-memory.ts"

export interface RecallRequest {
  ledger: Pick<Ledger, "calls" | "totals">
  memory: UsageMemory
  session: string
  now: number
}

const DAY_MS = 24 * 60 * 60 * 1000

/** In the background, and in silence: what is not learned is guessed. */
export async function recallUsage({ ledger, memory, session, now }: RecallRequest): Promise<void> {
  try {
    if (memory.isNew("")) {
      for (const totals of await ledger.totals(new Date(now - DAY_MS))) learnAnswers(totals, memory)
    }
    if (memory.isNew(session)) {
      const calls = await ledger.calls({ session })
      const known = calls.filter((call) => call.session === session && call.startedAt.getTime() < now)
      for (const call of known.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime()))
        learnCall(call, memory)
    }
  } catch {
    // the ledger says for itself what is wrong with it
  }
}

function learnCall(call: Call, memory: UsageMemory): void {
  const model = findModel(call.modelUsed ?? call.model)
  if (!model || call.status !== "settled" || call.usage.inputTokens === 0) return
  const at = call.startedAt.getTime()
  const thread = { session: call.session, agent: call.agent, model: model.id }
  const { usage, costNano } = call
  const previous = previousCall(memory.last(thread), at)
  memory.learn({
    model,
    usage,
    costNano,
    prompt: null,
    streamed: null,
    silentMs: call.timeToFirstTokenMs,
    previous,
  })
  memory.noteLast(thread, {
    at,
    inputTokens: usage.inputTokens,
    prompt: null,
    beforeReasoning: null,
    price: undefined,
    host: undefined,
  })
}

/** The mean answer of an hour, as if it were one. */
function learnAnswers({ model: id, calls, usage }: HourTotals, memory: UsageMemory): void {
  const model = findModel(id)
  if (!model || calls < 1 || usage.outputTokens === 0) return
  const mean = { ...NOTHING_USED, outputTokens: Math.round(usage.outputTokens / calls) }
  memory.learn({
    model,
    usage: mean,
    costNano: null,
    prompt: null,
    streamed: null,
    silentMs: null,
    previous: undefined,
  })
}
