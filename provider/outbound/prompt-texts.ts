// Where in a prompt texts stand, and what may be changed in them: all but a model's reasoning, which is signed, and files. Pure.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { mapStrings } from "../../ledger/index.ts"

type Message = LanguageModelV3Prompt[number]
type Part = Exclude<Message["content"], string>[number]
type Result = Extract<Part, { type: "tool-result" }>

export interface Place {
  /** For people: "in the result of read (src/a.ts)". */
  where: string
  /** Whether a tool gave it back: all of its text, or one string of its JSON. */
  of: "result" | "result-string" | "other"
}

export type Change = (text: string, place: Place) => string

/**
 * The prompt with each text changed; the arguments of tool calls stay JSON, since their strings are changed one by one.
 * @param context Where the calls stand whose results are in the prompt.
 */
export function mapPromptTexts(
  prompt: LanguageModelV3Prompt,
  change: Change,
  context: LanguageModelV3Prompt = prompt,
): LanguageModelV3Prompt {
  const subjects = subjectsOf(context)
  return prompt.map((message): Message => {
    if (message.role === "system")
      return changed(message, { content: change(message.content, said("in the system prompt")) })
    const by = said(message.role === "user" ? "in what you said" : "in what the model said")
    const content = (message.content as Part[]).map((part) => changePart(part, { by, change, subjects }))
    const isSame = content.every((part, index) => part === message.content[index])
    return isSame ? message : ({ ...message, content } as Message)
  })
}

interface Changing {
  by: Place
  change: Change
  subjects: ReadonlyMap<string, string>
}

function changePart(part: Part, { by, change, subjects }: Changing): Part {
  switch (part.type) {
    case "text":
      return changed(part, { text: change(part.text, by) })
    case "tool-call": {
      const place = said(`in a call of ${part.toolName}`)
      return changed(part, { input: mapStrings(part.input, (text) => change(text, place)) })
    }
    case "tool-result": {
      const where = `in the result of ${part.toolName}${subjects.get(part.toolCallId) ?? ""}`
      const { output } = part
      const of = output.type === "json" || output.type === "error-json" ? "result-string" : "result"
      return changed(part, {
        output: changeOutput(output, (text) => change(text, { where, of })),
      })
    }
    default:
      return part
  }
}

function changeOutput(output: Result["output"], change: (text: string) => string): Result["output"] {
  switch (output.type) {
    case "text":
    case "error-text":
      return changed(output, { value: change(output.value) })
    case "json":
    case "error-json":
      return changed(output, { value: mapStrings(output.value, change) })
    case "content": {
      const value = output.value.map((item) =>
        item.type === "text" ? changed(item, { text: change(item.text) }) : item,
      )
      return value.every((item, index) => item === output.value[index]) ? output : { ...output, value }
    }
    default:
      return output
  }
}

/** The file that a tool call is about, by the call's id. */
function subjectsOf(prompt: LanguageModelV3Prompt): Map<string, string> {
  const calls = prompt.flatMap(({ role, content }) => (role === "assistant" ? content : []))
  return new Map(
    calls.flatMap((part): [string, string][] => {
      const path = part.type === "tool-call" ? pathOf(part.input) : undefined
      return part.type === "tool-call" && path !== undefined ? [[part.toolCallId, ` (${path})`]] : []
    }),
  )
}

function pathOf(input: unknown): string | undefined {
  if (typeof input !== "object" || input === null) return undefined
  const path = "filePath" in input ? input.filePath : "path" in input ? input.path : undefined
  return typeof path === "string" ? path : undefined
}

function said(where: string): Place {
  return { where, of: "other" }
}

/** The same object where nothing changes. */
function changed<Whole extends object>(whole: Whole, parts: Partial<Whole>): Whole {
  const keys = Object.keys(parts) as (keyof Whole)[]
  return keys.every((key) => parts[key] === whole[key]) ? whole : { ...whole, ...parts }
}
