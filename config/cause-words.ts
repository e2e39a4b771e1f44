// Why a model was chosen, in words: provider/decide.ts's causes, and those of calls that were not decided there.

const WORDS: Record<string, string> = {
  pinned: "you asked for this model",
  "asked-tier": "you asked for this tier",
  workflow: "the tier of this workflow step",
  housekeeping: "OpenCode's own housekeeping",
  agent: "set for this agent",
  classified: "by what was asked",
  "warm-cache": "its cache is warm",
  raised: "raised, as the attempt failed",
  held: "goes on with the turn",
  ceiling: "cheaper, as most of a limit is spent",
  "tie-break": "a close case, asked a small model",
  replayed: "asked before, answered for nothing",
  "other-provider": "another provider's, only metered",
}

/** A cause of a newer version is said as it is written. */
export function causeWords(cause: string): string {
  return WORDS[cause] ?? cause
}
