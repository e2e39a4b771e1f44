// What the rules say of one tool call: go on, or stop with the rule's id, a sentence, and what to do instead.
export type Verdict =
  | { kind: "allow" }
  | { kind: "deny" | "ask"; rule: string; reason: string; suggestion?: string }
