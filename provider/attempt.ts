// One try with one model, held back until its first content part, so that a failure before it can go elsewhere.
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3StreamPart,
  LanguageModelV3StreamResult,
} from "@ai-sdk/provider"
import { inBackground, pauseInBackground } from "../ledger/index.ts"
import { billedNano } from "./billed-nano.ts"
import { emptyCompletion, type Failure, failureOf, noHeaders, notSent, tooLate } from "./failure.ts"
import { readFailure } from "./read-failure.ts"
import { CheckedParts, type PartReader, type Seen } from "./read-parts.ts"

export interface Opened {
  kind: "open"
  /** Parts read while waiting for content, content included. */
  head: LanguageModelV3StreamPart[]
  rest: PartReader
  generationId: string | null
  /** Who answers, by OpenRouter's names, as far as its first chunks said. */
  answeredBy: Pick<Seen, "provider" | "modelId">
  timeToFirstTokenMs: number
  /** Ends the upstream request; the abort of the caller is wired to it. */
  abort: () => void
  /** Unties it: the request then goes on though the caller has left. */
  letGo: () => void
}

export type AttemptOutcome = Opened | { kind: "failed"; failure: Failure; generationId: string | null }

export interface AttemptDeps {
  now: () => number
  /** How long the headers may take, and the first content. */
  connectMs: number
  firstContentMs: number
  /** Called as soon as OpenRouter has named the generation, long before its first token. */
  noteGeneration: (generationId: string) => void
  /**
   * Hears of a call that was stopped before its headers came, once they did. Undefined where they bring nothing to ask
   * a cost by: the request then ends at once.
   */
  noteLate: ((late: LateHeaders) => void) | undefined
}

/** The id of a request that is ended now, or why it had none. */
export type LateHeaders = { kind: "named"; generationId: string } | { kind: "failed"; failure: Failure }

/** How long a stopped request is kept for its headers: without the id in them it counts at all that was held. */
const HEADERS_MS = 1_000

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
  { now, noteGeneration, noteLate, ...limits }: AttemptDeps,
): Promise<AttemptOutcome> {
  // Stopped while its money was held: nothing was sent, so nothing is billed.
  if (call.abortSignal?.aborted) return { kind: "failed", failure: notSent, generationId: null }
  const startedAt = now()
  const watch = watchAbort(call.abortSignal, limits)
  const seen: Seen = { generationId: null, provider: undefined, modelId: undefined }
  const failed = (failure: Failure): AttemptOutcome => {
    const { provider, generationId } = seen
    return {
      kind: "failed",
      failure: provider ? { ...failure, provider, begun: true } : failure,
      generationId,
    }
  }
  try {
    const asked = { ...call, includeRawChunks: true, abortSignal: watch.signal }
    const result = await watch.untilLeft(model.doStream(asked), { noteLate, now })
    seen.generationId = idOf(result)
    if (seen.generationId) noteGeneration(seen.generationId)
    const rest = new CheckedParts(result.stream.getReader(), seen, call.includeRawChunks ?? false)
    const opened = isPage(result) ? notOpenRouter : await readToContent(rest, watch.signal, now)
    if (opened.kind === "failed") {
      watch.giveUp()
      return failed(opened.failure)
    }
    watch.contentArrived()
    return {
      kind: "open",
      head: opened.head,
      rest,
      generationId: seen.generationId,
      answeredBy: seen,
      timeToFirstTokenMs: now() - startedAt,
      abort: watch.abort,
      letGo: watch.letGo,
    }
  } catch (error) {
    watch.giveUp()
    const context = { aborted: call.abortSignal?.aborted ?? false, now: now() }
    return failed(watch.late() ?? readFailure(error, context))
  }
}

type Peeked = { kind: "open"; head: LanguageModelV3StreamPart[] } | { kind: "failed"; failure: Failure }

async function readToContent(rest: PartReader, signal: AbortSignal, now: () => number): Promise<Peeked> {
  const head: LanguageModelV3StreamPart[] = []
  for (;;) {
    const { value, done } = await rest.read()
    if (signal.aborted) throw signal.reason
    if (done || !value) return { kind: "failed", failure: emptyCompletion("", { billable: true }) }
    if (value.type === "finish") {
      const billable = billedNano(value.usage.raw) !== 0n
      return { kind: "failed", failure: emptyCompletion(value.finishReason.unified, { billable }) }
    }
    if (value.type === "error")
      return { kind: "failed", failure: readFailure(value.error, { aborted: false, now: now() }) }
    head.push(value)
    if (CONTENT.has(value.type)) return { kind: "open", head }
  }
}

const notOpenRouter: Peeked = {
  kind: "failed",
  failure: failureOf("malformed", "a web page came in place of an answer"),
}

/** A proxy's or a hotel's page, which no generation stands behind. */
function isPage({ response }: LanguageModelV3StreamResult): boolean {
  return /^text\/html/i.test(response?.headers?.["content-type"] ?? "")
}

function idOf({ response }: LanguageModelV3StreamResult): string | null {
  return response?.headers?.["x-generation-id"] ?? null
}

/** One signal for the caller's abort and for our own limits until the first content. */
function watchAbort(
  caller: AbortSignal | undefined,
  { connectMs, firstContentMs }: Pick<AttemptDeps, "connectMs" | "firstContentMs">,
) {
  const controller = new AbortController()
  const state: { late: Failure | undefined; asking: boolean; answered: boolean } = {
    late: undefined,
    asking: false,
    answered: false,
  }
  const left = Promise.withResolvers<never>()
  left.promise.catch(() => {}) // who has its headers does not wait for it
  const limit = (ms: number, failure: Failure) =>
    setTimeout(() => {
      state.late = failure
      controller.abort(new DOMException(failure.detail, "AbortError"))
    }, ms)
  const connecting = limit(connectMs, noHeaders)
  const timer = limit(firstContentMs, tooLate)
  const abort = () => {
    const reason: unknown = caller?.reason ?? new DOMException("aborted", "AbortError")
    left.reject(reason)
    if (!state.asking) controller.abort(reason)
  }
  if (caller?.aborted) abort()
  caller?.addEventListener("abort", abort, { once: true })
  const letGo = () => caller?.removeEventListener("abort", abort)
  return {
    signal: controller.signal,
    abort,
    letGo,
    /** Leaves nothing behind of a try that failed: no timer, no listener, no request that goes on unread. */
    giveUp: () => {
      clearTimeout(connecting)
      clearTimeout(timer)
      letGo()
      if (state.answered) controller.abort(new DOMException("given up", "AbortError"))
    },
    late: () => state.late,
    contentArrived: () => clearTimeout(timer),
    /** The headers; a caller who leaves before gets away at once, and the request is ended once they are there. */
    untilLeft: async (
      asked: PromiseLike<LanguageModelV3StreamResult>,
      { noteLate, now }: Pick<AttemptDeps, "noteLate" | "now">,
    ) => {
      state.asking = noteLate !== undefined
      try {
        const result = await Promise.race([asked, left.promise])
        state.answered = true
        clearTimeout(connecting)
        return result
      } catch (error) {
        if (caller?.aborted && noteLate) inBackground(() => learnLate(asked, controller, { noteLate, now }))
        throw error
      } finally {
        state.asking = false
      }
    },
  }
}

interface LateDeps {
  noteLate: (late: LateHeaders) => void
  now: () => number
}

async function learnLate(
  asked: PromiseLike<LanguageModelV3StreamResult>,
  controller: AbortController,
  { noteLate, now }: LateDeps,
): Promise<void> {
  try {
    const result = await Promise.race([asked, pauseInBackground(HEADERS_MS)])
    const generationId = result && idOf(result)
    if (generationId) noteLate({ kind: "named", generationId })
  } catch (error) {
    noteLate({ kind: "failed", failure: readFailure(error, { aborted: false, now: now() }) })
  }
  controller.abort(new DOMException("aborted", "AbortError"))
}
