// Who may answer in place of a model that failed lately, within the same request: OpenRouter goes on to it by itself,
// which saves the way there and back. Pure.
import { boundOf, type PromptSize } from "../ledger/index.ts"
import type { Candidate } from "./decide.ts"

export interface SpareRequest {
  first: Candidate
  candidates: readonly Candidate[]
  size: PromptSize
  maxOutputTokens: number
}

/** OpenRouter takes more; each is one more that is not chosen here. */
const SPARES_AT_MOST = 2

/** Ids of models of its tier that the money held for the first one is enough for, too. */
export function spareModels({ first, candidates, size, maxOutputTokens }: SpareRequest): string[] {
  const held = boundOf(size, first.model, maxOutputTokens)
  const isCovered = ({ model }: Candidate) => {
    const bound = boundOf(size, model, maxOutputTokens)
    return (
      bound.maxOutputTokens === held.maxOutputTokens &&
      bound.inputNano <= held.inputNano &&
      bound.outputNanoPerMillion <= held.outputNanoPerMillion
    )
  }
  const ofTier = candidates.filter(({ model, tier }) => tier === first.tier && model.id !== first.model.id)
  const others = ofTier.filter(({ model }) => !model.upstream).filter(isCovered) // OpenRouter has none of the person's own
  return [...new Set(others.map(({ model }) => model.id))].slice(0, SPARES_AT_MOST)
}
