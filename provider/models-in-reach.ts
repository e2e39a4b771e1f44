// The models that can be asked at all: those of the person's own endpoints, and OpenRouter's where there is a key for it.
import type { Config } from "../config/index.ts"
import { findModel, type Model, modelFinder, ownModels } from "../ledger/index.ts"

type Upstreams = Pick<Config, "upstreams">

export function modelsInReach(
  config: Upstreams,
  apiKey: string | undefined,
): (id: string) => Model | undefined {
  const find = modelFinder(config)
  return (id) => {
    const model = find(id)
    return model?.upstream || apiKey !== undefined ? model : undefined
  }
}

/** Whether OpenRouter's key is what is missing where nothing can be asked. `asked` is a model, a tier, or auto. */
export function lacksKey({ upstreams }: Upstreams, apiKey: string | undefined, asked: string): boolean {
  return apiKey === undefined && (ownModels(upstreams).size === 0 || findModel(asked) !== undefined)
}
