// Why a model was chosen, in words for a person.

const WORDS: Readonly<Record<string, string>> = {
  classified: "by what was asked",
  "asked-tier": "this tier was asked for",
  agent: "set for this agent",
  housekeeping: "housekeeping of OpenCode",
  pinned: "asked for by name",
  raised: "raised after an attempt failed",
  ceiling: "held down, since a budget is nearly spent",
  held: "goes on with the turn's model",
  "tie-break": "settled by a cheap model's opinion",
  "warm-cache": "kept, since its prompt cache is warm",
  replayed: "answered from the cache",
}

export function nameCause(cause: string): string {
  return WORDS[cause] ?? cause.replaceAll("-", " ")
}
