// experimental.chat.messages.transform: takes slash commands and their answers out of what models read, which would
// only cost, and would stand between a model and the work that a command interrupted.
import type { Hooks } from "@opencode-ai/plugin"
import { readCommandMark } from "../../config/index.ts"

type Transform = NonNullable<Hooks["experimental.chat.messages.transform"]>
type Messages = Parameters<Transform>[1]["messages"]

/** Changes the list itself, which OpenCode goes on with. The command that is to be answered now stays. */
export function forgetCommands(messages: Messages): void {
  const answers = messages.filter((message) => message.info.role === "assistant" && isMarked(message))
  const answered = new Set(answers.map(({ info }) => (info.role === "assistant" ? info.parentID : "")))
  const newest = messages.findLast(({ info }) => info.role === "user")
  const kept = messages.filter((message) => {
    if (!isMarked(message)) return true
    return message === newest && !answered.has(message.info.id)
  })
  if (kept.some(({ info }) => info.role === "user")) messages.splice(0, messages.length, ...kept)
}

function isMarked({ parts }: Messages[number]): boolean {
  return parts.some((part) => part.type === "text" && readCommandMark(part.metadata) !== undefined)
}
