// What the router's and the ledger's single words mean.

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
