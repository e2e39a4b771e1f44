// Who really answered a call: OpenRouter may have gone on to a spare model.
import { answeringModel } from "./answering-model.ts"
import type { Candidate } from "./decide.ts"
import type { Answered } from "./or-refuse.ts"

/** For breakers. */
export function askedOf({ candidate, opened, keyId }: Answered): { modelId: string; keyId: string } {
  return { modelId: answeringModel(candidate.model, opened.answeredBy.modelId).id, keyId }
}

/** A spare model's own turns are read by it as its own. */
export function whoAnswered({ candidate, opened }: Answered, candidates: readonly Candidate[]): Candidate {
  const { id } = answeringModel(candidate.model, opened.answeredBy.modelId)
  return candidates.find(({ model }) => model.id === id) ?? candidate
}
