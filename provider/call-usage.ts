// The usage side of one model call: its end by what was learned so far, and then a lesson itself.
import * as z from "zod"
import { costOf, type Ledger, type Model, type Usage } from "../ledger/index.ts"
import { billsToTheEnd } from "./bills-to-the-end.ts"
import { type CallEnd, type CallSent, endOf } from "./end-of-call.ts"
import { estimateUsage } from "./estimate-usage.ts"
import type { Failure } from "./failure.ts"
import { type LastCall, previousCall } from "./previous-call.ts"
import type { Turn } from "./read-turn.ts"
import { recallUsage } from "./recall-usage.ts"
import type { StreamEnd } from "./settle-stream.ts"
import type { Caller } from "./shake-hands.ts"
import { usageMemoryOf } from "./usage-memory.ts"

export interface CallUsageDeps {
  caller: Pick<Caller, "instance" | "session" | "agent">
  turn: Pick<Turn, "promptBytes" | "messages" | "media" | "continuing">
  startedAt: number
}

export interface CallUsage {
  /** What the call cost and used. `silentMs` is until there was something to read. */
  endOf: (end: StreamEnd, model: Model, silentMs: number) => CallEnd
  /** The same of a try that gave no answer, and may be billed. */
  endOfTry: (failure: Failure, model: Model, silentMs: number) => CallEnd
  /** Whether its answer is billed whole though nobody reads it, by who ran the session's last call. */
  billsToTheEnd: (model: Model) => boolean
  /** Learns what the ledger knows of the session, once a process, while the model is still busy. */
  recall: (ledger: Pick<Ledger, "calls" | "totals">) => void
}

const NO_BYTES = { text: 0, reasoning: 0 }

export function callUsage({ caller, turn, startedAt }: CallUsageDeps): CallUsage {
  const { session, agent, instance } = caller
  const memory = usageMemoryOf(instance)
  const { promptBytes: bytes, messages, media, continuing } = turn
  const prompt = { bytes, messages, media: media.length, continuing }
  const before = new Map<string, LastCall>()
  const written = new Set<LastCall>()
  /** Never this call itself, which ends twice where its answer is read on for its bill. */
  const lastOf = ({ id: model }: Model) => {
    const last = memory.last({ session, agent, model })
    if (last && !written.has(last)) before.set(model, last)
    return before.get(model)
  }
  const settle: CallUsage["endOf"] = (end, model, silentMs) => {
    const last = lastOf(model)
    const previous = previousCall(last, startedAt)
    const sent = { model, prompt, previous, silentMs, learned: memory.learned(model) }
    const found = endOf(end, sent)
    if (isReported(found))
      memory.learn({ ...sent, usage: found.usage, costNano: found.costNano, streamed: end.streamed })
    const now = lastAfter({ startedAt, last, sent, end, found })
    written.add(now)
    memory.noteLast({ session, agent, model: model.id }, now)
    return found
  }
  return {
    endOf: settle,
    endOfTry: (failure, model, silentMs) =>
      settle({ kind: "cut-off", failure, charged: true, streamed: NO_BYTES }, model, silentMs),
    billsToTheEnd: (model) => billsToTheEnd(model, lastOf(model)?.host),
    recall: (ledger) => void recallUsage({ ledger, memory, session, now: startedAt }),
  }
}

/** Counters that are all zero are those of OpenRouter's own cache. */
function isReported({ status, usage }: CallEnd): boolean {
  return status === "settled" && usage.inputTokens > 0
}

interface Ended {
  startedAt: number
  last: LastCall | undefined
  sent: CallSent
  end: StreamEnd
  found: CallEnd
}

function lastAfter({ startedAt, last, sent, end, found }: Ended): LastCall {
  const { prompt, model } = sent
  const counted = { inputTokens: found.usage.inputTokens || promptTokens(sent), prompt }
  const before = prompt.continuing ? last?.beforeReasoning : undefined
  return {
    ...counted,
    at: startedAt,
    beforeReasoning: before ?? (end.streamed.reasoning > 0 ? counted : null),
    price: isReported(found) ? priceOf(found, model) : last?.price,
    host: hostOf(end) ?? last?.host,
  }
}

/** The prompt was worked on, and is in the cache, even where nothing was billed. */
function promptTokens(sent: CallSent): number {
  return estimateUsage({ ...sent, streamed: NO_BYTES, complete: false }, sent.learned).inputTokens
}

function priceOf({ usage, costNano }: { usage: Usage; costNano: bigint }, model: Model): number | undefined {
  const listed = Number(costOf(usage, model))
  return listed > 0 ? Number(costNano) / listed : undefined
}

const metadataSchema = z.object({ openrouter: z.object({ provider: z.string().min(1) }) })

/** Who ran the model, as the last part of an answer says. */
function hostOf(end: StreamEnd): LastCall["host"] {
  if (end.kind !== "finished") return undefined
  return metadataSchema.safeParse(end.part.providerMetadata).data?.openrouter.provider
}
