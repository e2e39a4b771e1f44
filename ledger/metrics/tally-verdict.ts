// What a verdict and an alert add to the tallies. Pure.
import type { AlertRow } from "../ledger.ts"
import type { VerdictRow } from "../verdict-row.ts"
import type { Tally } from "./tally.ts"

export function tallyVerdict({ verdict, lifted, rule, tool }: VerdictRow): Tally[] {
  return [{ of: "verdicts", labels: [lifted ? "lifted" : verdict, rule ?? "", tool], amount: 1n }]
}

/** The claims of housekeeping are none. */
export function tallyAlert({ key, level }: Pick<AlertRow, "key" | "level">): Tally[] {
  const [kind = ""] = key.split(":")
  return kind === "task" ? [] : [{ of: "alerts", labels: [level, kind], amount: 1n }]
}
