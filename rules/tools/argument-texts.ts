// Every text among a tool's arguments with the name it goes by, however deep it stands; JSON in a text is looked into.
import type { ToolText } from "../execution.ts"
import { TooComplex } from "../shell/too-complex.ts"

const MOST_TEXTS = 5_000
const DEEPEST = 16
/** A longer text is a document, not arguments in disguise. */
const LONGEST_JSON = 20_000

/** @throws {TooComplex} when there is more than can be judged at once. */
export function argumentTexts(value: unknown, name = ""): ToolText[] {
  const found: ToolText[] = []
  collect(value, name, 0, found)
  return found
}

function collect(value: unknown, name: string, depth: number, found: ToolText[]): void {
  if (depth > DEEPEST || found.length > MOST_TEXTS)
    throw new TooComplex("its arguments are too many or too deep")
  if (typeof value === "number" || typeof value === "boolean") found.push({ name, value: String(value) })
  if (typeof value === "string") {
    found.push({ name, value })
    const inner = fromJson(value)
    if (inner !== undefined) collect(inner, name, depth + 1, found)
  }
  if (Array.isArray(value)) for (const item of value) collect(item, name, depth + 1, found)
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) collect(item, key, depth + 1, found)
  }
}

function fromJson(text: string): unknown {
  if (text.length > LONGEST_JSON || !/^\s*[[{]/.test(text)) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" ? value : undefined
  } catch {
    return undefined
  }
}
