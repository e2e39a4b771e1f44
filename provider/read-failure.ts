// From whatever a call threw or sent in its stream to a failure: by the type that OpenRouter names, then by what it says
// of availability, then by the status, and by the words only where nothing else tells.
import { APICallError } from "@ai-sdk/provider"
import { type ErrorBody, parseErrorBody, readErrorBody, safeWords, wordsOf } from "./error-body.ts"
import { type Failure, type FailureKind, failureOf, isUpstreamBudget } from "./failure.ts"
import { StreamBreak } from "./read-parts.ts"
import { retryAfterOf } from "./retry-after.ts"

export interface FailureContext {
  /** The caller has aborted. */
  aborted: boolean
  now: number
}

export function readFailure(error: unknown, { aborted, now }: FailureContext): Failure {
  if (aborted || (error instanceof Error && error.name === "AbortError"))
    return failureOf("aborted", "aborted", { billable: true })
  if (error instanceof StreamBreak) return { ...error.failure, begun: true }
  if (APICallError.isInstance(error)) return readStatus(error, now)
  if (error instanceof Error) return readBreak(error)
  const body = readErrorBody(error)
  if (!body)
    return failureOf("unavailable", typeof error === "string" ? safeWords(error) : "", { begun: true })
  return { ...readBody(statusOf(body), body, now), begun: true }
}

/** Codes of Bun and Node for a connection that never came about; after any other end the prompt was on its way. */
const NOT_CONNECTED =
  /^(?:ConnectionRefused|FailedToOpenSocket|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(?:HOST|NET)UNREACH|.*CERT.*)$/
const BROKEN = /^(?:ConnectionClosed|ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/
const BROKEN_WORDS =
  /socket (?:connection was closed|hang up)|connection (?:was )?(?:closed|reset|terminated)|^terminated$/i
const NOT_PARSED = /^AI_(?:JSONParse|TypeValidation|InvalidResponseData)Error$/

function readBreak(error: Error): Failure {
  const code = "code" in error ? String(error.code) : ""
  const detail = safeWords(error.message)
  if (NOT_CONNECTED.test(code)) return failureOf("unreachable", detail)
  const isBroken = BROKEN.test(code) || BROKEN_WORDS.test(error.message)
  const isTimeout = /time(d )?\s?out/i.test(error.message)
  const kind = isTimeout
    ? "timeout"
    : isBroken
      ? "cut-off"
      : NOT_PARSED.test(error.name)
        ? "malformed"
        : "unavailable"
  return failureOf(kind, detail, { billable: true })
}

function readStatus(error: APICallError, now: number): Failure {
  const { statusCode, responseHeaders } = error
  if (statusCode === undefined) return readBreak(error.cause instanceof Error ? error.cause : error)
  const body = parseErrorBody(error.responseBody)
  if (statusCode < 300) return failureOf("malformed", safeWords(error.message), { billable: true })
  const found = readBody(statusCode, body ?? {}, now)
  const detail = found.detail || safeWords(error.message) || `status ${statusCode}`
  return { ...found, detail, retryAfterMs: retryAfterOf({ headers: responseHeaders, body: body ?? {}, now }) }
}

function readBody(status: number, body: ErrorBody, now: number): Failure {
  const kind = kindOf(status, body)
  const provider = body.metadata?.provider_name
  return {
    ...failureOf(kind, wordsOf(body), { retryAfterMs: retryAfterOf({ body, now }) }),
    ...(provider ? { provider } : {}),
    ...affordable(kind, body),
    ...(kind === "rate-limited" && isFreeQuota(body) ? { allFree: true as const } : {}),
  }
}

/** "You requested up to 64000 tokens, but can only afford 1234." */
function affordable(kind: FailureKind, { message }: ErrorBody): Pick<Failure, "affordableTokens"> {
  const [, tokens] = /can only afford (\d+)/i.exec(message ?? "") ?? []
  return tokens === undefined || !isUpstreamBudget({ kind }) ? {} : { affordableTokens: Number(tokens) }
}

/** "Rate limit exceeded: free-models-per-day." */
function isFreeQuota({ message, metadata }: ErrorBody): boolean {
  return /free-models-per-/i.test(message ?? "") || /free_tier/i.test(metadata?.limit_source ?? "")
}

/** In a stream the code may be a number, digits, or a word such as "server_error". */
function statusOf({ code }: ErrorBody): number {
  return Number(code ?? Number.NaN)
}

function kindOf(status: number, body: ErrorBody): FailureKind {
  const kind = kindOfType(body) ?? kindOfStatus(status, body)
  const { retryable } = body.availability ?? {}
  if (retryable === false && PASSING.has(kind)) return "model-gone"
  if (retryable === true && LASTING.has(kind)) return "overloaded"
  return kind
}

const PASSING = new Set<FailureKind>(["rate-limited", "overloaded", "unavailable", "bad-request"])
const LASTING = new Set<FailureKind>(["model-gone", "bad-request"])

/** By `error_type`, which is the same wherever an error comes; undefined where there is none that is known. */
function kindOfType(body: ErrorBody): FailureKind | undefined {
  const type = body.metadata?.error_type ?? ""
  switch (type) {
    case "context_length_exceeded":
    case "payload_too_large":
      return "context-overflow"
    case "token_limit_exceeded": // a cap of OpenRouter's own, by credit or key
    case "payment_required":
      return isKeyLimit(body.message) ? "key-budget" : "out-of-credit"
    case "authentication":
      return "bad-key"
    case "permission_denied":
      return kindOfForbidden(body)
    case "rate_limit_exceeded":
      return "rate-limited"
    case "provider_overloaded":
      return "overloaded"
    case "provider_unavailable":
    case "server":
      return "unavailable"
    case "timeout":
      return "timeout"
    case "content_policy_violation":
      return "moderated"
    case "refusal":
      return "refused"
    case "not_found":
      return "model-gone"
    default:
      return OF_REQUEST.test(type) ? kindOfStatus(400, body) : undefined
  }
}

/** Types that say what is wrong with the request. */
const OF_REQUEST =
  /^(?:invalid_request|invalid_prompt|unprocessable|precondition_failed|string_too_long|max_tokens_exceeded|\w*image\w*)$/

function kindOfStatus(status: number, body: ErrorBody): FailureKind {
  switch (status) {
    case 400:
    case 422:
      return isTooLong(body) ? "context-overflow" : "bad-request"
    case 401:
      return "bad-key"
    case 402:
      return isKeyLimit(body.message) ? "key-budget" : "out-of-credit"
    case 403:
      return kindOfForbidden(body)
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

/** A budget of the key or its organisation, a filter, or a place where the model is not offered: never authentication. */
function kindOfForbidden({ message, metadata, availability }: ErrorBody): FailureKind {
  const signs = [metadata?.reasons, metadata?.flagged_input, metadata?.patterns]
  if (signs.some((sign) => sign != null)) return "moderated"
  if (/budget|limit|quota/i.test(message ?? "")) return "key-budget"
  if (availability) return "model-gone"
  return /flag|moderat|blocked|policy/i.test(message ?? "") ? "moderated" : "refused"
}

/** "… visit openrouter.ai/settings/keys and create a key with a higher monthly limit" */
function isKeyLimit(message: string | null | undefined): boolean {
  return /key with a higher|key limit|budget limit/i.test(message ?? "")
}

const TOO_LONG =
  /maximum context length|context (?:length|window|size)[^.]{0,40}exceed|exceed[^.]{0,40}context (?:length|window|size)|(?:prompt|input) is too long|input token count[^.]{0,80}exceeds/i

/** Providers say it in their own words, and not always with a type. */
function isTooLong(body: ErrorBody): boolean {
  return TOO_LONG.test(`${body.message ?? ""} ${wordsOf(body)}`)
}
