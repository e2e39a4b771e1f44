// A person's leave to do one blocked action once: offered with a code that only the person is shown, granted by saying
// it, and used up by the action. Types only; codes and actions come as keyed hashes.

export interface PermitOffer {
  at: Date
  /** Exclusive. */
  until: Date
  rootSession: string
  /** The blocked call. */
  session: string
  call: string
  /** Hash of the code, for this root session only. */
  code: string
  /** Hash of everything that makes the action this one. */
  action: string
  rule: string
  tool: string
  /** What is to be done, redacted and cut, for the person. */
  subject: string
}

export interface Permit extends Pick<PermitOffer, "at" | "until" | "rule" | "tool" | "subject"> {
  id: string
}

export interface CodeSaid {
  at: Date
  rootSession: string
  code: string
  /** Until when the action may be done, if the code is right. Exclusive. */
  until: Date
}

export type CodeOutcome =
  | { kind: "granted"; permit: Permit }
  /** `left`: codes that may still be wrong until all open ones of the session are void. */
  | { kind: "wrong"; left: number }
  | { kind: "none-open" }

export interface ActionAsked {
  at: Date
  rootSession: string
  action: string
}
