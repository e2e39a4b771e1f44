// What an ask will likely cost on the tier it goes to, and on each other one, from turns of the past.
import { applyProfile, type Config, RalexError, TIERS, type Tier } from "../config/index.ts"
import {
  basePromptTokens,
  type Model,
  modelFinder,
  nanoToUsd,
  predictTurn,
  type TurnCost,
  type TurnPrediction,
} from "../ledger/index.ts"
import { classify } from "../provider/classify.ts"
import { decide, modelsOf } from "../provider/decide.ts"
import type { EstimateDocument } from "./contract.ts"

/** Usual for English text and code. */
const BYTES_PER_TOKEN = 4

/** As the provider would decide it for OpenCode's usual agent in a new session. */
export function makeEstimate(ask: string, config: Config, history: TurnCost[]): EstimateDocument {
  const routing = applyProfile(config)
  const findModel = modelFinder(config)
  const promptTokens = basePromptTokens + Math.ceil(Buffer.byteLength(ask) / BYTES_PER_TOKEN)
  const size = { promptBytes: promptTokens * BYTES_PER_TOKEN, messages: 2, media: [] }
  const turn = { ask, continuing: false, ...size }
  const outcome = decide({ asked: "auto", agent: "build", turn, routing, findModel, classify })
  const decision = outcome.kind === "decided" ? outcome.decision : undefined
  const first = decision?.candidates.find(({ tier }) => tier !== null)
  if (decision === undefined || !first?.tier)
    throw new RalexError(
      "No model of any tier can take this prompt; shorten it, or name models with a larger context under tiers in ralex.yaml.",
    )
  const modelOf = (tier: Tier) => modelsOf(tier, { routing, findModel, turn })[0]?.model
  const predict = (tier: Tier, model: Model) =>
    predictTurn({ class: decision.class, tier, model, history, modelOf, promptTokens })
  const predicted = predict(first.tier, first.model)
  return {
    v: 1,
    class: decision.class,
    ...costOf(first.tier, first.model, predicted),
    tokens: predicted.tokens,
    basis: {
      turns: predicted.turns.all,
      sameKind: predicted.turns.sameKind,
      prior: predicted.mostlyPrior,
    },
    alternatives: TIERS.flatMap((tier) => {
      const model = modelOf(tier)
      return model ? [costOf(tier, model, predict(tier, model))] : []
    }),
  }
}

function costOf(tier: Tier, model: Model, { p50Nano, p90Nano }: TurnPrediction) {
  return {
    tier,
    model: model.id,
    p50Nano: String(p50Nano),
    p50Usd: nanoToUsd(p50Nano),
    p90Nano: String(p90Nano),
    p90Usd: nanoToUsd(p90Nano),
  }
}
