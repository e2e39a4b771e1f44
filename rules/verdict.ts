// What the rules say of one tool call: go on, or stop with the rule's id, a sentence, and what to do instead.

export type Verdict = Allowance | Denial

export interface Allowance {
  kind: "allow"
  /** Why nothing would be lost, where a rule would have denied it. */
  because?: string
}

export interface Denial {
  /** `ask` is denied too, but a person may lift it once. */
  kind: "deny" | "ask"
  rule: string
  reason: string
  suggestion?: string
  /** What the rule found: the path, address or words that it matched. */
  evidence?: string
}
