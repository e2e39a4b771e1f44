// What OpenRouter offers now beside the catalogue that ships: models that are new or gone, and prices that changed. Pure.
import { findModel, toolModels } from "./catalogue.ts"
import type { Nano } from "./ledger.ts"
import type { OfferedModel } from "./upstream-account.ts"

/** Nano-dollars per million tokens. */
export interface ListPrice {
  inputNano: Nano
  outputNano: Nano
}

export type CatalogueChange =
  | { kind: "new"; id: string; now: ListPrice }
  | { kind: "gone"; id: string; was: ListPrice }
  /** Dearer where any of its prices rose, whatever else fell. */
  | { kind: "dearer" | "cheaper"; id: string; was: ListPrice; now: ListPrice }

/** Only of models that an agent can work with; those without a price of their own, such as routers, are none. */
export function catalogueChanges(offered: readonly OfferedModel[]): CatalogueChange[] {
  const ids = new Set(offered.map(({ id }) => id))
  const gone = toolModels()
    .filter(({ id }) => !ids.has(id))
    .map(({ id }): CatalogueChange => ({ kind: "gone", id, was: knownPrice(id) ?? NOTHING }))
  return [...gone, ...offered.flatMap(changeOf)].toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

const NOTHING: ListPrice = { inputNano: 0n, outputNano: 0n }

function changeOf({ id, tools, price: now }: OfferedModel): CatalogueChange[] {
  const was = knownPrice(id)
  if (!now) return []
  if (!was) return tools ? [{ kind: "new", id, now }] : []
  const rose = now.inputNano > was.inputNano || now.outputNano > was.outputNano
  const fell = now.inputNano < was.inputNano || now.outputNano < was.outputNano
  return rose || fell ? [{ kind: rose ? "dearer" : "cheaper", id, was, now }] : []
}

function knownPrice(id: string): ListPrice | undefined {
  const price = findModel(id)?.price
  return price && { inputNano: price.inputNanoPerMillion, outputNano: price.outputNanoPerMillion }
}
