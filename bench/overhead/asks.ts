// What is asked and answered in the measurements of overhead: as OpenCode's calls are, a big one, and a long answer.
import type { LanguageModelV3CallOptions, LanguageModelV3FunctionTool } from "@ai-sdk/provider"
import type { CodingModel } from "../../simulator/index.ts"

export const KEY = `sk-or-v1-${"0".repeat(64)}`
export const MODEL = "openai/gpt-6-luna"

export type Size = "opencode" | "two-megabytes" | "long-answer"

/** An answer of some 100 tokens, and of 100,000 where the ask wants a long one. */
export const answerOf: CodingModel = (request) => {
  const long = JSON.stringify(request.messages.at(-1)).includes(LONG)
  return { text: "An answer in words, as answers are. ".repeat(long ? 12_500 : 12) }
}

const LONG = "Answer at length"

/** OpenCode's system prompt and tools are some 11,000 tokens. */
const SYSTEM = "You are a coding agent who works in the person's terminal and edits files. ".repeat(400)
const TOOLS: LanguageModelV3FunctionTool[] = Array.from({ length: 12 }, (_, at) => ({
  type: "function",
  name: `tool_${at}`,
  description: "Does one thing with a file, and says what came of it. ".repeat(20),
  inputSchema: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
}))

/** @param at Which call it is, so that no two are the same. */
export function askOf(size: Size, at: number): LanguageModelV3CallOptions {
  const file = size === "two-megabytes" ? "const answer = question(42)\n".repeat(75_000) : ""
  const ask = size === "long-answer" ? LONG : "Rename the function in src/parse.ts and mend its callers"
  return {
    prompt: [
      { role: "system", content: SYSTEM },
      { role: "user", content: [{ type: "text", text: `${file}${ask}, number ${at}.` }] },
    ],
    tools: TOOLS,
  }
}
