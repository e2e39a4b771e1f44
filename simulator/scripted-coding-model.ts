// A plain stand-in for a coding model, for demonstrations and tests without a key: it reads only the conversation.
import type { CodingModel } from "./coding-model.ts"
import { script } from "./directed-model.ts"

export function scriptedCodingModel(): CodingModel {
  return script(() => ({ text: "This is the scripted model." }))
}
