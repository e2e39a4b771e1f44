// What a token looks like that its prefix gives away. Types only.

/** Tokens whose prefix gives them away, wherever they stand. */
export interface SecretShape {
  kind: string
  /** One of these stands within 300 characters of each such token's beginning. */
  marks: readonly string[]
  /** Lenient, for what is only kept or shown: better a word too much taken out. */
  pattern: RegExp
  /** Fits hardly anything else, so that it may be taken out of what somebody works on. */
  strict?: RegExp
}
