// What is written to a ledger once it answers again, one after the other; as text for the time in between.
import type { CallStart, Nano, Rehold, Settlement } from "../ledger.ts"
import type { Owner } from "../processes.ts"
import type { OutcomeNote, VerdictRow } from "../verdict-row.ts"

export type Operation =
  | { kind: "hold"; id: string; start: CallStart; heldNano: Nano; owner: Owner }
  | ({ kind: "rehold"; id: string; heldNano: Nano } & Pick<Rehold, "model" | "tier" | "after">)
  | { kind: "settle"; id: string; settlement: Settlement }
  | { kind: "note-generation"; id: string; generationId: string }
  | { kind: "lower-hold"; id: string; heldNano: Nano }
  /** The connection broke in the hold, and the call was refused; its row may be there or not. */
  | { kind: "not-made"; id: string }
  /** `unsure`: it may be there already. */
  | { kind: "record"; verdict: VerdictRow; unsure: boolean }
  | { kind: "note-outcomes"; notes: readonly OutcomeNote[] }

export function writeOperation(operation: Operation): string {
  return JSON.stringify(tagged(operation))
}

/** Only for what `writeOperation` wrote. */
export function readOperation(text: string): Operation {
  return JSON.parse(text, (_, value) => untagged(value)) as Operation
}

/** JSON knows neither dates nor bigint. */
function tagged(value: unknown): unknown {
  if (typeof value === "bigint") return { $nano: String(value) }
  if (value instanceof Date) return { $date: value.getTime() }
  if (Array.isArray(value)) return value.map(tagged)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, tagged(one)]))
}

function untagged(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  if ("$nano" in value) return BigInt(String(value.$nano))
  if ("$date" in value) return new Date(Number(value.$date))
  return value
}
