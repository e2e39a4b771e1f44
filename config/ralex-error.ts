// An error that already says, in one sentence, what happened, to what, and what to do next.

const MARKER = Symbol.for("ralex.error")

/** Recognised across two copies of the package by its marker symbol, not by its prototype. */
export class RalexError extends Error {
  readonly [MARKER] = true

  static isInstance(error: unknown): error is RalexError {
    return typeof error === "object" && error !== null && MARKER in error
  }
}
