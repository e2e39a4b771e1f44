// What the rules said of one tool call, and what became of it. Types only.

/**
 * `lifted`: it was blocked, and a person let the same action pass once. `rejected`: OpenCode's own permission said no.
 * `never-ran`: it still waited for a permission when its session ended. `failed`: the tool gave up with an error.
 */
export const VERDICT_OUTCOMES = ["ran", "failed", "blocked", "lifted", "rejected", "never-ran"] as const
export type VerdictOutcome = (typeof VERDICT_OUTCOMES)[number]

export interface VerdictRow {
  at: Date
  project: string
  session: string
  rootSession: string
  agent: string
  tool: string
  verdict: "allow" | "deny" | "ask"
  rule: string | null
  reason: string | null
  /** What was judged, redacted and cut; null for what was allowed. */
  subject: string | null
  /** What the rule found in it. */
  evidence?: string
  /** OpenCode's id of the tool call. */
  call?: string
  /** Allowed, since a person lifted this rule for this action once. */
  lifted?: true
  /** Not there while it is not known. */
  outcome?: VerdictOutcome
  /** Of a command that ran. */
  exitCode?: number
}

/** What became of a call whose verdict is written. */
export interface OutcomeNote {
  session: string
  call: string
  outcome: VerdictOutcome
  exitCode?: number
}

/** How often a rule denied, or would have asked; null is no rule of ours. */
export interface BlockCount {
  rule: string | null
  count: number
}

/** A call that was not allowed, or only since a person lifted it. */
export interface Block extends VerdictRow {
  sequence: number
  /** The next call of its session that was judged. */
  next?: Pick<VerdictRow, "tool" | "verdict" | "outcome" | "exitCode">
}
