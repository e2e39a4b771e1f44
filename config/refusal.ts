// How Ralex says no inside OpenCode: an error it shows as one sentence and never retries.

const MARKERS = [Symbol.for("vercel.ai.error"), Symbol.for("vercel.ai.error.AI_APICallError")]

// OpenCode 1.18 retries any error whose message has one of these, whatever its status (facts: session/retry.ts),
// and compacts the session when it reads of too many tokens.
const RETRIED =
  /429|500|502|503|504|524|rate.?limit|too many requests|too_many_requests|overloaded|service unavailable|unavailable|internal.?(?:server )?error|server error|provider returned error|fetch failed|network error|connection (?:refused|lost)|socket hang up|econn\w+|time(?:d )?.?outs?|exhausted|try again|at capacity|tokens?|limit of|exceeds/gi

/** Takes out of a sentence what would make OpenCode send the call again; our own sentences are written without. */
export function withoutRetryWords(sentence: string): string {
  return sentence.replace(RETRIED, (match) =>
    /^\d/.test(match) ? `${match[0]}-${match.slice(1, 2)}-${match.slice(2)}` : "…",
  )
}

/**
 * An error in the shape of the AI SDK's APICallError, recognised by OpenCode by its marker symbols: shown as it is,
 * not retried.
 */
export function refusal(sentence: string, statusCode = 400): Error {
  const error = new Error(withoutRetryWords(sentence))
  error.name = "AI_APICallError"
  const marks = Object.fromEntries(MARKERS.map((marker) => [marker, true]))
  return Object.assign(error, marks, { statusCode, isRetryable: false, url: "ralex:", requestBodyValues: {} })
}
