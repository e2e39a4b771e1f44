// The models of the person's own upstreams beside OpenRouter's: by `NAME/ID`, at the prices that the person wrote.
import type { Config } from "../config/index.ts"
import { findModel, type Model } from "./catalogue.ts"
import { usdToNano } from "./money.ts"

type Upstreams = Config["upstreams"]

const read = new WeakMap<Upstreams, ReadonlyMap<string, Model>>()

/** By id. One that has the id of an OpenRouter model takes its place. */
export function ownModels(upstreams: Upstreams): ReadonlyMap<string, Model> {
  const known = read.get(upstreams) ?? new Map(modelsOf(upstreams).map((model) => [model.id, model]))
  read.set(upstreams, known)
  return known
}

/** @returns {@link findModel} with the person's own. */
export function modelFinder({ upstreams }: Pick<Config, "upstreams">): (id: string) => Model | undefined {
  const own = ownModels(upstreams)
  return (id) => own.get(id) ?? findModel(id)
}

function modelsOf(upstreams: Upstreams): Model[] {
  return Object.entries(upstreams).flatMap(([upstream, { models }]) =>
    Object.entries(models).map(([name, given]) => {
      const { inputUsdPerMillion, outputUsdPerMillion, cachedInputUsdPerMillion: cached } = given
      return {
        id: `${upstream}/${name}`,
        name: `${name} (${upstream})`,
        upstream: { name: upstream, modelId: name },
        price: {
          inputNanoPerMillion: usdToNano(inputUsdPerMillion),
          outputNanoPerMillion: usdToNano(outputUsdPerMillion),
          cacheReadNanoPerMillion: cached === undefined ? null : usdToNano(cached),
          cacheWriteNanoPerMillion: null,
        },
        longPrompts: [],
        contextTokens: given.context,
        maxOutputTokens: given.maxOutput,
        tools: given.tools,
        reasoning: false,
        inputModalities: ["text"],
      }
    }),
  )
}
