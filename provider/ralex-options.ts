// What opencode.json, or a script with RALEX_STANDALONE=1, may hand to createRalex.

/** `apiKey` and `baseURL` count only with RALEX_STANDALONE=1: a project's file must not redirect a user's key. */
export interface RalexOptions {
  name?: string
  apiKey?: string
  baseURL?: string
  headers?: Record<string, string>
  fetch?: typeof globalThis.fetch
}
