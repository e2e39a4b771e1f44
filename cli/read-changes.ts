// What OpenRouter offers otherwise now than the catalogue says, models of a tier first, with the tiers that name them.
import { applyProfile, type Config, type Environment, TIERS } from "../config/index.ts"
import {
  type AccountAnswer,
  type CatalogueChange,
  catalogueChanges,
  type ListPrice,
  nanoToUsd,
  openAccount,
} from "../ledger/index.ts"
import type { ModelsDocument } from "./contract.ts"
import { findKeys } from "./find-key.ts"

type Change = NonNullable<ModelsDocument["changes"]>[number]

export async function readChanges(
  environment: Environment,
  config: Config,
): Promise<AccountAnswer<Change[]>> {
  const { baseUrl } = environment
  const { tiers } = applyProfile(config)
  // OpenRouter lists its models to everybody; another upstream may want the key.
  const apiKey = (await findKeys(environment, config)).values[0] ?? "none"
  const answer = await openAccount({ baseUrl, apiKey }).models()
  if (answer.kind === "failed") return answer
  const changes = catalogueChanges(answer.value).map((change): Change => {
    const naming = TIERS.filter((tier) => tiers[tier].includes(change.id))
    return { kind: change.kind, id: change.id, tiers: naming, ...pricesOf(change) }
  })
  return { kind: "ok", value: changes.toSorted((one, other) => rank(one) - rank(other)) }
}

function rank({ tiers }: Change): number {
  return tiers.length > 0 ? 0 : 1
}

function pricesOf(change: CatalogueChange): Pick<Change, "was" | "now"> {
  return {
    was: change.kind === "new" ? null : inUsd(change.was),
    now: change.kind === "gone" ? null : inUsd(change.now),
  }
}

function inUsd({ inputNano, outputNano }: ListPrice) {
  return { inputUsd: nanoToUsd(inputNano), outputUsd: nanoToUsd(outputNano) }
}
