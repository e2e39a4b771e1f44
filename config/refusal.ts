// How Ralex says no inside OpenCode: an error it shows as one sentence and never retries.

const MARKERS = [Symbol.for("vercel.ai.error"), Symbol.for("vercel.ai.error.AI_APICallError")]

// OpenCode 1.18 retries any error whose message has one of these, whatever its status (facts: session/retry.ts),
// and compacts the session when it reads of too many tokens.
const RETRIED =
  /rate.?limit|too many requests|too_many_requests|overloaded|service unavailable|unavailable|internal.?(?:server )?error|server error|provider returned error|fetch failed|network error|connection (?:refused|lost)|socket hang up|econn\w+|time(?:d )?.?outs?|exhausted|try again|at capacity|tokens?|limit of|exceeds/gi

/** U+2060: shows nothing and breaks no line. */
const WORD_JOINER = "\u2060"

/** OpenCode takes these numbers for passing failures wherever they stand; a word joiner keeps the text as it looks. */
export function hideStatusCodes(text: string): string {
  return text.replace(/4(?=29)|5(?=0[0234]|24)/g, (digit) => `${digit}${WORD_JOINER}`)
}

/** Takes out of a sentence what would make OpenCode send the call again; our own sentences are written without. */
export function withoutRetryWords(sentence: string): string {
  return hideStatusCodes(sentence.replace(RETRIED, "…"))
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
