// One try with one model, held back until its first content part, so that a failure before it can go elsewhere.
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3StreamPart,
  LanguageModelV3StreamResult,
} from "@ai-sdk/provider"
import { inBackground, pauseInBackground } from "../ledger/index.ts"
import { billedNano } from "./billed-nano.ts"
import { emptyCompletion, type Failure, notSent, readFailure, tooLate } from "./read-failure.ts"

/** The rest of a stream, part by part. */
export interface PartReader {
  read: () => Promise<{ done: boolean; value?: LanguageModelV3StreamPart | undefined }>
}

export interface Opened {
  kind: "open"
  /** Parts read while waiting for content, content included. */
  head: LanguageModelV3StreamPart[]
  rest: PartReader
  generationId: string | null
  timeToFirstTokenMs: number
  /** Ends the upstream request; the abort of the caller is wired to it. */
  abort: () => void
  /** Unties it: the request then goes on though the caller has left. */
  letGo: () => void
}

export type AttemptOutcome = Opened | { kind: "failed"; failure: Failure; generationId: string | null }

export interface AttemptDeps {
  now: () => number
  /** How long the first content may take. */
  firstContentMs: number
  /** Called as soon as OpenRouter has named the generation, long before its first token. */
  noteGeneration: (generationId: string) => void
  /** Hears of a call that was stopped before its headers came, once they did. */
  noteLate: (late: LateHeaders) => void
}

/** The id of a request that is ended now, or why it had none. */
export type LateHeaders = { kind: "named"; generationId: string } | { kind: "failed"; failure: Failure }

/** How long a stopped request is kept for its headers: without the id in them it counts at all that was held. */
const HEADERS_MS = 5_000

const CONTENT = new Set<LanguageModelV3StreamPart["type"]>([
  "text-delta",
  "reasoning-delta",
  "tool-input-start",
  "tool-call",
  "file",
  "source",
])

export async function attempt(
  model: LanguageModelV3,
  call: LanguageModelV3CallOptions,
  { now, firstContentMs, noteGeneration, noteLate }: AttemptDeps,
): Promise<AttemptOutcome> {
  // Stopped while its money was held: nothing was sent, so nothing is billed.
  if (call.abortSignal?.aborted) return { kind: "failed", failure: notSent, generationId: null }
  const startedAt = now()
  const watch = watchAbort(call.abortSignal, firstContentMs)
  const seen: { generationId: string | null } = { generationId: null }
  try {
    const result = await watch.untilLeft(model.doStream({ ...call, abortSignal: watch.signal }), noteLate)
    seen.generationId = idOf(result)
    if (seen.generationId) noteGeneration(seen.generationId)
    const opened = await readToContent(result, watch.signal, seen)
    if (opened.kind === "failed") return { ...opened, generationId: seen.generationId }
    watch.contentArrived()
    const { head, rest } = opened
    return {
      kind: "open",
      head,
      rest,
      generationId: seen.generationId,
      timeToFirstTokenMs: now() - startedAt,
      abort: watch.abort,
      letGo: watch.letGo,
    }
  } catch (error) {
    const failure = watch.late() ? tooLate : readFailure(error, call.abortSignal?.aborted ?? false)
    return { kind: "failed", failure, generationId: seen.generationId }
  }
}

type Peeked =
  | {
      kind: "open"
      head: LanguageModelV3StreamPart[]
      rest: PartReader
    }
  | { kind: "failed"; failure: Failure }

async function readToContent(
  { stream }: LanguageModelV3StreamResult,
  signal: AbortSignal,
  seen: { generationId: string | null },
): Promise<Peeked> {
  const rest: PartReader = stream.getReader()
  const head: LanguageModelV3StreamPart[] = []
  for (;;) {
    const { value, done } = await rest.read()
    if (signal.aborted) throw signal.reason
    if (done || !value) return { kind: "failed", failure: emptyCompletion({ billable: true }) }
    if (value.type === "finish") {
      const billable = billedNano(value.usage.raw) !== 0n
      return { kind: "failed", failure: emptyCompletion({ billable }) }
    }
    if (value.type === "error") return { kind: "failed", failure: readFailure(value.error, false) }
    if (value.type === "response-metadata" && value.id) seen.generationId ??= value.id
    head.push(value)
    if (CONTENT.has(value.type)) return { kind: "open", head, rest }
  }
}

function idOf({ response }: LanguageModelV3StreamResult): string | null {
  return response?.headers?.["x-generation-id"] ?? null
}

/** One signal for the caller's abort and for our own limit on the first content. */
function watchAbort(caller: AbortSignal | undefined, firstContentMs: number) {
  const controller = new AbortController()
  const state = { late: false, asking: false }
  const left = Promise.withResolvers<never>()
  left.promise.catch(() => {}) // who has its headers does not wait for it
  const timer = setTimeout(() => {
    state.late = true
    controller.abort(new DOMException("no content yet", "AbortError"))
  }, firstContentMs)
  const abort = () => {
    const reason: unknown = caller?.reason ?? new DOMException("aborted", "AbortError")
    left.reject(reason)
    if (!state.asking) controller.abort(reason)
  }
  if (caller?.aborted) abort()
  caller?.addEventListener("abort", abort, { once: true })
  return {
    signal: controller.signal,
    abort,
    letGo: () => caller?.removeEventListener("abort", abort),
    late: () => state.late,
    contentArrived: () => clearTimeout(timer),
    /** The headers; a caller who leaves before gets away at once, and the request is ended once they are there. */
    untilLeft: async (asked: PromiseLike<LanguageModelV3StreamResult>, noteLate: AttemptDeps["noteLate"]) => {
      state.asking = true
      try {
        return await Promise.race([asked, left.promise])
      } catch (error) {
        clearTimeout(timer)
        if (caller?.aborted) inBackground(() => learnLate(asked, controller, noteLate))
        throw error
      } finally {
        state.asking = false
      }
    },
  }
}

async function learnLate(
  asked: PromiseLike<LanguageModelV3StreamResult>,
  controller: AbortController,
  noteLate: AttemptDeps["noteLate"],
): Promise<void> {
  try {
    const result = await Promise.race([asked, pauseInBackground(HEADERS_MS)])
    const generationId = result && idOf(result)
    if (generationId) noteLate({ kind: "named", generationId })
  } catch (error) {
    noteLate({ kind: "failed", failure: readFailure(error, false) })
  }
  controller.abort(new DOMException("aborted", "AbortError"))
}
