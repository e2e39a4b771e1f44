// Which of the newest tool calls were refused, by Ralex's rules, by OpenCode's or by the person. Pure.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"

type Part = LanguageModelV3Prompt[number]["content"][number]

/** plugin/guard-tool.ts; OpenCode's rules; the person's own no. */
const REFUSED =
  /^(?:Error: )?(?:Ralex blocked this|The user has specified a rule which prevents|The user rejected permission)/

/** @returns their ids. */
export function refusedTools(prompt: LanguageModelV3Prompt): string[] {
  const newest = prompt.slice(prompt.findLastIndex(({ role }) => role === "assistant") + 1)
  return newest.flatMap(({ role, content }) =>
    role === "tool"
      ? (content as Part[]).flatMap((part) => (typeof part === "object" ? refusedId(part) : []))
      : [],
  )
}

function refusedId(part: Exclude<Part, string>): string[] {
  if (part.type !== "tool-result") return []
  const { output, toolCallId } = part
  const isRefused =
    output.type === "execution-denied" || (output.type === "error-text" && REFUSED.test(output.value))
  return isRefused ? [toolCallId] : []
}
