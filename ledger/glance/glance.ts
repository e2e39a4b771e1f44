// What somebody who watches a session sees of the ledger at a moment. Types only.
import type { AlertRow, Call, Limit, Nano, Rest, Spent, Standing, TierChoice } from "../ledger.ts"
import type { VerdictRow } from "../verdict-row.ts"

export interface GlanceQuery {
  at: Date
  /** The project's root directory. */
  project: string
  limits: Limit[]
  /** Undefined where no session is watched. */
  shown: SessionShown | undefined
  /** Alerts and choices of a tier from before are not told. */
  since: Date
}

/** A session, and the one that it is a subagent of: the same where it is none. */
export interface SessionShown {
  session: string
  rootSession: string
}

export interface Saved {
  /** Baseline less spent: negative when routing cost more than it saved. */
  savedNano: Nano
  baselineNano: Nano
}

/** All of it is of one state of the ledger. */
export interface Glance {
  /** The ledger's own time. */
  at: Date
  /** The limits that hold for the session's next call if it is like its last one. */
  standings: Standing[]
  /** Of the UTC day. */
  today: Spent & Saved
  /** Of the session with its subagents. */
  session: Spent & Saved
  /** The session's newest call but for OpenCode's own housekeeping. */
  call: Call | undefined
  /** The call that began what `call` goes on with, or `call` itself. */
  decided: Call | undefined
  /** The tier that was chosen for the session since it was last decided; `tier` null leaves it to Ralex. */
  choice: TierChoice | undefined
  /** The session's newest action that was not allowed and that no person lifted. */
  block: VerdictRow | undefined
  /** Models and providers that are left alone now. */
  rests: Rest[]
  /** Oldest first. */
  alerts: AlertRow[]
}
