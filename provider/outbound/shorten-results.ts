// Over-long results of tools as models read them: the beginning, the end, and where all of it is. The same each time, so
// that prompt caches stay warm.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { keepResult } from "./keep-result.ts"
import { mapPromptTexts } from "./prompt-texts.ts"

export function shortenResults(
  prompt: LanguageModelV3Prompt,
  most: number,
  cache: string,
): LanguageModelV3Prompt {
  return mapPromptTexts(prompt, (text, { of }) => {
    if (of === "other" || text.length <= most) return text
    const path = keepResult(text, cache)
    return path === undefined ? text : shorten(text, most, path) // whole rather than lost
  })
}

export function shorten(text: string, most: number, path: string): string {
  const head = text.slice(0, endOfHead(text, Math.ceil(most / 2)))
  const tail = text.slice(startOfTail(text, text.length - Math.floor(most / 2)))
  const characters = text.length - head.length - tail.length
  const where = `Read what you need of it from ${path}, in parts.`
  return `${head}\n[Ralex left out ${characters} characters of this result here. ${where}]\n${tail}`
}

/** How far from where it must be cut a line's end is looked for. */
const SLACK = 400

function endOfHead(text: string, at: number): number {
  const line = text.lastIndexOf("\n", at)
  return line > Math.max(0, at - SLACK) ? line : betweenCharacters(text, at)
}

function startOfTail(text: string, at: number): number {
  const line = text.indexOf("\n", at)
  return line >= 0 && line < at + SLACK ? line + 1 : betweenCharacters(text, at + 1)
}

/** Never within one that takes two units, such as an emoji. */
function betweenCharacters(text: string, at: number): number {
  const isWithin = /[\udc00-\udfff]/.test(text.charAt(at))
  return isWithin ? at - 1 : at
}
