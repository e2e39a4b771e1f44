// Every way in which a call can fail, as data: what it was, whether it may have cost something, and what is known of
// when and where it may go better.

export type FailureKind =
  | "rate-limited"
  | "overloaded"
  /** No connection came about; where nothing else comes either, it is the network. */
  | "unreachable"
  | "unavailable"
  | "timeout"
  | "context-overflow"
  /** The account's credit. */
  | "out-of-credit"
  /** What the key, or its organisation, may spend. */
  | "key-budget"
  | "bad-key"
  /** Flagged by a filter before any model read it, or while it wrote. */
  | "moderated"
  /** The model, or who runs it, would not do it. */
  | "refused"
  | "model-gone"
  | "bad-request"
  /** The connection broke, or the stream ended before its end. */
  | "cut-off"
  | "empty"
  /** What came is not what OpenRouter sends. */
  | "malformed"
  | "aborted"

export interface Failure {
  kind: FailureKind
  /** What the upstream said: its provider's own words where there are any, without secrets, bounded, on one line. */
  detail: string
  /** When the upstream wants to be asked again. */
  retryAfterMs: number | undefined
  /** Whether OpenRouter may bill for it: never for an error status, always for a connection that broke. */
  billable: boolean
  /** The longest answer of this model that the credit left would pay for, where OpenRouter says it. */
  affordableTokens?: number
  /** Who ran the model. */
  provider?: string
  /** OpenRouter had begun to send: it could not go to another provider of the model by itself. */
  begun?: true
  /** The person's own endpoint that was asked, by its name; undefined for OpenRouter. */
  upstream?: string
  /** A quota that all free models share. */
  allFree?: true
}

export interface FailedTry {
  modelId: string
  failure: Failure
}

/** A limit at OpenRouter itself: the account's credit, or what the key may spend. */
export function isUpstreamBudget({ kind }: Pick<Failure, "kind">): boolean {
  return kind === "out-of-credit" || kind === "key-budget"
}

/** A failure of the key that was used: another one may do. */
export function isOfKey(failure: Pick<Failure, "kind">): boolean {
  return failure.kind === "bad-key" || isUpstreamBudget(failure)
}

export function failureOf(kind: FailureKind, detail: string, given: Partial<Failure> = {}): Failure {
  return { kind, detail, retryAfterMs: undefined, billable: false, ...given }
}

/** As it is at an endpoint of the person's own, where no provider of OpenRouter's stands behind a model. */
export function atUpstream({ provider: _, begun: _begun, ...failure }: Failure, upstream: string): Failure {
  return { ...failure, upstream }
}

/** Aborted before the request went out. */
export const notSent = failureOf("aborted", "aborted")

export const tooLate = failureOf("timeout", "no content within the time limit", { billable: true })

/** In the middle of an answer. */
export const overlong = failureOf("timeout", "it took longer than calls.total allows", { billable: true })

export const noHeaders = failureOf("timeout", "no answer within the time limit", { billable: true })

/**
 * A completion without any content. OpenRouter's zero-completion insurance covers only one that also ends without a
 * finish reason, so `billable` is what its bill says, and true where there is none.
 */
export function emptyCompletion(reason: string, { billable }: Pick<Failure, "billable">): Failure {
  const given = { billable, begun: true } as const
  if (reason === "content-filter") return failureOf("moderated", "the answer was filtered", given)
  return failureOf("empty", "the answer was empty", given)
}
