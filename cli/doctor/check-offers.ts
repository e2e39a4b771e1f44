// Doctor: whether OpenRouter still offers each model of a tier, with tools and at the price that budgets are counted by.
import { applyProfile, type Config, type Environment, TIERS } from "../../config/index.ts"
import { catalogueChanges, type OfferedModel, openAccount, ownModels } from "../../ledger/index.ts"
import type { Finding } from "../contract.ts"
import { findKeys } from "../find-key.ts"

/** Whether any tier has a model that is not of the person's own endpoints. */
export function usesOpenRouter(config: Config): boolean {
  const { tiers } = applyProfile(config)
  const own = ownModels(config.upstreams)
  return TIERS.some((tier) => tiers[tier].some((id) => !own.has(id)))
}

export async function checkOffers(environment: Environment, config: Config): Promise<Finding[]> {
  const id = "offers"
  // OpenRouter lists its models to everybody; another upstream may want the key.
  const apiKey = (await findKeys(environment, config)).values[0] ?? "none"
  const answer = await openAccount({ baseUrl: environment.baseUrl, apiKey }).models()
  if (answer.kind === "failed")
    return [{ id, level: "warn", message: `What is offered now is not known: ${answer.message}`, fix: RETRY }]
  const problems = problemsOf(answer.value, config)
  if (problems.length > 0) return problems.map((problem) => ({ id, ...problem }))
  return [
    { id, level: "ok", message: "OpenRouter offers every tier's models, at the known prices.", fix: null },
  ]
}

const RETRY = "Check the network and RALEX_BASE_URL, or run `ralex doctor --offline`."

type Problem = Omit<Finding, "id">

/** @param offered What OpenRouter lists now. */
export function problemsOf(offered: readonly OfferedModel[], config: Config): Problem[] {
  const { tiers } = applyProfile(config)
  const own = ownModels(config.upstreams)
  const dearer = new Set(catalogueChanges(offered).flatMap(({ kind, id }) => (kind === "dearer" ? [id] : [])))
  const found = new Map(offered.map((model) => [model.id, model]))
  return TIERS.flatMap((tier) => {
    const named = tiers[tier].filter((id) => !own.has(id))
    const usable = tiers[tier].filter((id) => own.has(id) || found.get(id)?.tools)
    const level = usable.length === 0 && tiers[tier].length > 0 ? "fail" : "warn"
    return named.flatMap((id): Problem[] => {
      const model = found.get(id)
      const fix = `Name another model in tiers.${tier} of ralex.yaml, or update opencode-ralex.`
      if (model === undefined)
        return [{ level, message: `OpenRouter no longer offers ${id} of tier ${tier}.`, fix }]
      if (!model.tools) return [{ level, message: `${id} of tier ${tier} can not call tools any more.`, fix }]
      if (!dearer.has(id)) return []
      const message = `${id} of tier ${tier} is dearer now than Ralex counts it beforehand; its real cost is counted after each call.`
      return [
        { level: "warn", message, fix: "Update opencode-ralex; `ralex models --refresh` shows the prices." },
      ]
    })
  })
}
