// The changes of OpenRouter's list as a person reads them. Ids come from upstream, so they are made printable.
import { printable } from "../ledger/index.ts"
import type { ModelsDocument } from "./contract.ts"
import { showTable } from "./show-table.ts"

type Change = NonNullable<ModelsDocument["changes"]>[number]

export function showChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return "OpenRouter offers the same models at the same prices now.\n"
  const rows = changes.map(({ kind, id, tiers, was, now }) => [
    kind,
    printable(id),
    tiers.join(", "),
    priceWords(was),
    priceWords(now),
  ])
  return [
    "What OpenRouter offers otherwise now (in / out):",
    showTable(["", "model", "tiers", "was", "now"], rows),
    "Ralex reckons with the catalogue it came with; an update of opencode-ralex brings a newer one.\n",
  ].join("\n")
}

function priceWords(price: Change["was"]): string {
  return price ? `$${price.inputUsd} / $${price.outputUsd}` : ""
}
