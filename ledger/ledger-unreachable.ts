// The ledger's database does not answer at all: what was asked of it may or may not have been done.
import { RalexError } from "../config/index.ts"

const MARKER = Symbol.for("ralex.ledger-unreachable")

export class LedgerUnreachable extends RalexError {
  readonly [MARKER] = true

  static override isInstance(error: unknown): error is LedgerUnreachable {
    return typeof error === "object" && error !== null && MARKER in error
  }
}
