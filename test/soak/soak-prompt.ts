// What a session of the soak says: OpenCode's shape of a prompt, which grows by each step of each turn.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { user } from "../provider/stage.ts"
import { chance, pick } from "../stress/chance.ts"
import { ASKS } from "../stress/coding-call.ts"

const SYSTEM =
  "You are a coding agent in a person's terminal. Follow the conventions of the project. ".repeat(40)

const asks: typeof ASKS = [
  ...ASKS,
  "Prove that the queue can not deadlock, and find the race that drops the last message under load.",
]

export function firstPrompt(): LanguageModelV3Prompt {
  return [{ role: "system", content: SYSTEM }]
}

export function ask(...place: (string | number)[]): LanguageModelV3Prompt[number] {
  return user(pick(asks, "ask", ...place))
}

/** A file of half a kB to three that was read. */
export function toolStep(...place: (string | number)[]): LanguageModelV3Prompt {
  const id = place.join("-")
  const read = { toolCallId: `call-${id}`, toolName: "read" }
  const value = "export const rate = 0.2 // as agreed\n".repeat(15 + Math.floor(chance("file", id) * 70))
  return [
    { role: "assistant", content: [{ type: "tool-call", ...read, input: { path: `src/${id}.ts` } }] },
    { role: "tool", content: [{ type: "tool-result", ...read, output: { type: "text", value } }] },
  ]
}
