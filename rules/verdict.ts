// What the rules say of one tool call: go on, or stop with the rule's id, a sentence, and what to do instead.

export type Verdict = { kind: "allow" } | Denial

export interface Denial {
  /** `ask` is denied too, but a person may lift it once. */
  kind: "deny" | "ask"
  rule: string
  reason: string
  suggestion?: string
  /** What the rule found: the path, address or words that it matched. */
  evidence?: string
}
