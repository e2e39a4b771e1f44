// Any way a call can fail before its first content, as data: what it was, whether another model may help, whether
// it may have cost something.
import { APICallError } from "@ai-sdk/provider"
import { z } from "zod"

export type FailureKind =
  | "rate-limited"
  | "overloaded"
  /** No connection came about; where nothing else comes either, it is the network. */
  | "unreachable"
  | "unavailable"
  | "timeout"
  | "context-overflow"
  | "out-of-credit"
  | "key-budget"
  | "bad-key"
  | "refused"
  | "model-gone"
  | "bad-request"
  | "empty"
  | "cut-off"
  | "aborted"

export interface Failure {
  kind: FailureKind
  /** What the upstream said, for the ledger's eyes; may hold anything, so it is redacted before it is shown. */
  detail: string
  /** Seconds of Retry-After, as milliseconds. */
  retryAfterMs: number | undefined
  /** Whether OpenRouter may bill for it: never for an error status, always for a connection that broke. */
  billable: boolean
  /** The longest answer of this model that the credit left would pay for, where OpenRouter says it. */
  affordableTokens?: number
}

/** Failures that every model would share, since they are about the key, the account or the person. */
const FINAL: ReadonlySet<FailureKind> = new Set(["bad-key", "out-of-credit", "key-budget", "aborted"])

export function endsTheCall(failure: Failure): boolean {
  return FINAL.has(failure.kind)
}

/** A limit at OpenRouter itself: the account's credit, or what the key may spend. */
export function isUpstreamBudget({ kind }: Pick<Failure, "kind">): boolean {
  return kind === "out-of-credit" || kind === "key-budget"
}

// The body of an OpenRouter error; `metadata.raw` holds the provider's own words.
const errorSchema = z.object({
  code: z.union([z.number(), z.string()]).nullish(),
  message: z.string().nullish(),
  metadata: z
    .object({
      error_type: z.string().nullish(),
      raw: z.unknown(),
      reasons: z.unknown(),
      provider_name: z.string().nullish(),
    })
    .partial()
    .nullish(),
})
type ErrorBody = z.infer<typeof errorSchema>

export function readFailure(error: unknown, aborted: boolean): Failure {
  if (aborted || (error instanceof Error && error.name === "AbortError"))
    return failure("aborted", "aborted", { billable: true })
  if (APICallError.isInstance(error)) return readStatus(error)
  if (error instanceof Error) return readBreak(error)
  const body = errorSchema.safeParse(error)
  if (body.success && (body.data.code ?? body.data.message)) {
    return failure(kindOf(Number(body.data.code), body.data), messageOf(body.data), {})
  }
  return failure("unavailable", String(error), {})
}

/** Codes of Bun and Node for a connection that never came about; after any other end the prompt was on its way. */
const NOT_CONNECTED =
  /^(?:ConnectionRefused|FailedToOpenSocket|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(?:HOST|NET)UNREACH|.*CERT.*)$/

function readBreak(error: Error): Failure {
  const code = "code" in error ? String(error.code) : ""
  if (NOT_CONNECTED.test(code)) return failure("unreachable", error.message, {})
  const kind = /time(d )?\s?out/i.test(error.message) ? "timeout" : "unavailable"
  return failure(kind, error.message, { billable: true })
}

/**
 * A completion without any content. OpenRouter's zero-completion insurance covers only one that also ends without a
 * finish reason, so `billable` is what its bill says, and true where there is none.
 */
export function emptyCompletion({ billable }: Pick<Failure, "billable">): Failure {
  return failure("empty", "the answer was empty", { billable })
}

/** Aborted before the request went out. */
export const notSent: Failure = failure("aborted", "aborted", { billable: false })

export const tooLate: Failure = failure("timeout", "no content within the time limit", { billable: true })

function readStatus(error: APICallError): Failure {
  const body = readBody(error.responseBody)
  if (error.statusCode === undefined) return readBreak(error.cause instanceof Error ? error.cause : error)
  const kind = kindOf(error.statusCode, body)
  const seconds = Number(error.responseHeaders?.["retry-after"])
  const retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined
  return { ...failure(kind, messageOf(body) || error.message, {}), retryAfterMs, ...affordable(kind, body) }
}

/** "You requested up to 64000 tokens, but can only afford 1234." */
function affordable(kind: FailureKind, { message }: ErrorBody): Pick<Failure, "affordableTokens"> {
  const [, tokens] = /can only afford (\d+)/i.exec(message ?? "") ?? []
  return tokens === undefined || !isUpstreamBudget({ kind }) ? {} : { affordableTokens: Number(tokens) }
}

function readBody(text: string | undefined): ErrorBody {
  try {
    return z.object({ error: errorSchema }).parse(JSON.parse(text ?? "")).error
  } catch {
    return {}
  }
}

function kindOf(status: number, body: ErrorBody): FailureKind {
  if (/context_length_exceeded|token_limit_exceeded/.test(body.metadata?.error_type ?? ""))
    return "context-overflow"
  switch (status) {
    case 401:
      return "bad-key"
    case 402: // "… visit openrouter.ai/settings/keys and create a key with a higher monthly limit"
      return /key with a higher/i.test(body.message ?? "") ? "key-budget" : "out-of-credit"
    case 403: // an organisation's or key's budget, or moderation: not authentication
      return /budget|limit/i.test(body.message ?? "") ? "key-budget" : "refused"
    case 404:
      return "model-gone"
    case 408:
    case 504:
    case 524:
      return "timeout"
    case 413:
      return "context-overflow"
    case 429:
      return "rate-limited"
    case 503:
    case 529:
      return "overloaded"
    default:
      return status >= 500 || Number.isNaN(status) ? "unavailable" : "bad-request"
  }
}

function messageOf(body: ErrorBody): string {
  const raw = body.metadata?.raw
  const words = typeof raw === "string" && raw !== "" ? raw : (body.message ?? "")
  const from = body.metadata?.provider_name
  return from && words ? `[${from}] ${words}` : words
}

function failure(kind: FailureKind, detail: string, { billable = false }: { billable?: boolean }): Failure {
  return { kind, detail, retryAfterMs: undefined, billable }
}
