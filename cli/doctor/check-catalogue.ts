// Doctor: whether prices are fresh, and whether every model of a tier is known and can work as an agent.
import { applyProfile, type Config, TIERS } from "../../config/index.ts"
import { catalogueSource, type Model, modelFinder } from "../../ledger/index.ts"
import type { Finding } from "../contract.ts"

const STALE_DAYS = 60 // prices of a tier's models change a few times a year

/** @param confirmed OpenRouter was asked now, and offers each tier's models at these prices. */
export function checkCatalogue(config: Config, now: Date, confirmed = false): Finding[] {
  const age = Math.floor((now.getTime() - new Date(catalogueSource.date).getTime()) / 86_400_000)
  const { tiers, baseline } = applyProfile(config)
  const named = [...TIERS.flatMap((tier) => tiers[tier].map((id) => ({ id, place: `tiers.${tier}` })))]
  const findModel = modelFinder(config)
  const problems = [...named, { id: baseline, place: "baseline" }].flatMap(({ id, place }) =>
    checkModel(id, place, findModel(id)),
  )
  const fine: Finding = {
    id: "models",
    level: "ok",
    message: "Every tier's models are known and call tools.",
    fix: null,
  }
  return [checkAge(age, confirmed), ...(problems.length > 0 ? problems : [fine])]
}

function checkAge(days: number, confirmed: boolean): Finding {
  const since = confirmed ? "and hold now for every tier" : `${days} days ago`
  const message = `Prices are of ${catalogueSource.date}, ${since}.`
  if (confirmed || days <= STALE_DAYS) return { id: "catalogue", level: "ok", message, fix: null }
  return { id: "catalogue", level: "warn", message, fix: "Update opencode-ralex." }
}

function checkModel(id: string, place: string, model: Model | undefined): Finding[] {
  const fix = `Name another model in ${place} of ralex.yaml.`
  if (model === undefined)
    return [{ id: "models", level: "fail", message: `${id} in ${place} is not in the catalogue.`, fix }]
  if (!model.tools && place !== "baseline")
    return [{ id: "models", level: "fail", message: `${id} in ${place} can not call tools.`, fix }]
  return []
}
