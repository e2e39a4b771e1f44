// The most that a call past Ralex's provider can cost. Pure. For OpenRouter's models the catalogue says the price; for
// others OpenCode's merged configuration does (docs/security.md).
import { type Bound, boundOf, findModel, type Model, type PromptSize, usdToNano } from "../ledger/index.ts"
import { dearestPrice } from "./dearest-price.ts"

/** As OpenCode declares it. */
export interface OtherModel {
  id: string
  providerID: string
  cost: unknown
  limit: { context: number; output: number }
}

/** @param prompt undefined where it can not be seen: then it may fill the context window. */
export function otherProviderBound(
  model: OtherModel,
  wanted: number | undefined,
  prompt: PromptSize | undefined,
): Bound {
  const known = model.providerID === "openrouter" ? findModel(model.id) : undefined
  const priced = known ?? declared(model)
  return boundOf(prompt ?? wholeWindow(priced), priced, wanted ?? model.limit.output)
}

function wholeWindow({ contextTokens }: Model): PromptSize {
  return { promptBytes: contextTokens, messages: 0, media: [] }
}

/** One price for all input, the dearest, since the declared ones are no promise. */
function declared({ cost, limit }: OtherModel): Model {
  const { input, output } = dearestPrice(cost)
  return {
    id: "",
    name: "",
    price: {
      inputNanoPerMillion: usdToNano(input),
      outputNanoPerMillion: usdToNano(output),
      cacheReadNanoPerMillion: null,
      cacheWriteNanoPerMillion: null,
    },
    longPrompts: [],
    contextTokens: limit.context,
    maxOutputTokens: limit.output,
    tools: true,
    reasoning: false,
    inputModalities: [],
  }
}
