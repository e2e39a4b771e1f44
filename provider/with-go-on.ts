// A prompt that ends with an answer that broke off, as the next model is to read it. Pure.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"

const GO_ON = "Your last answer broke off. Go on exactly where it ended, and repeat nothing of it."

/** Many models refuse a prompt that ends with their own words. */
export function withGoOn(prompt: LanguageModelV3Prompt): LanguageModelV3Prompt {
  if (prompt.at(-1)?.role !== "assistant") return prompt
  return [...prompt, { role: "user", content: [{ type: "text", text: GO_ON }] }]
}
