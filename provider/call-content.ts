// What was sent and said in a call, kept until its end for a request log that holds it.

export interface CallContent {
  request?: () => Record<string, unknown>
  answer?: () => object
}

/** Made only when it is written. */
export function contentOf({ request, answer }: CallContent): Record<string, unknown> {
  return {
    ...(request ? { request: request() } : {}),
    ...(answer ? { answer: answer() } : {}),
  }
}
