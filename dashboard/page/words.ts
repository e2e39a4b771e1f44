// What the router's and the ledger's single words mean.

const CAUSES: Readonly<Record<string, string>> = {
  classified: "by what was asked",
  "asked-tier": "this tier was asked for",
  agent: "set for this agent",
  housekeeping: "housekeeping of OpenCode",
  pinned: "this model was asked for by name",
  raised: "raised after an attempt failed",
  ceiling: "held down, since a budget is nearly spent",
  held: "goes on with the turn's model",
  "tie-break": "settled by a cheap model's opinion",
  "warm-cache": "kept, since its prompt cache is warm",
  replayed: "answered from the cache",
  command: "a command, answered without a model",
}

export function causeWords(cause: string): string {
  return CAUSES[cause] ?? cause.replaceAll("-", " ")
}

const OUTCOMES: Readonly<Record<string, string>> = {
  ran: "lifted, and ran",
  failed: "lifted, and failed",
  blocked: "did not run",
  lifted: "lifted by a person",
  rejected: "rejected",
  "never-ran": "never ran",
}

export function outcomeWords(outcome: string): string {
  return OUTCOMES[outcome] ?? outcome
}

export function statusWords(status: string, outcome: string | null): string {
  if (outcome === null) return status === "held" ? "running" : status
  return outcome === "ok" ? "ok" : outcome.replaceAll("-", " ")
}
