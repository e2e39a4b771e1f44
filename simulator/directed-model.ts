// Models that obey a test: a function of the conversation, or replies in order.
import type { CodingModel, Reply } from "./coding-model.ts"
import { isTitle, toolResults } from "./read-conversation.ts"

/** Answers title calls itself, so that `reply` sees only the work. */
export function script(reply: CodingModel): CodingModel {
  return (request) => (isTitle(request) ? { text: "Scripted session" } : reply(request))
}

/**
 * The replies in order: each tool result after the last user message goes one on, and the last reply stays.
 * A step that calls several tools counts as that many.
 */
export function steps(replies: readonly Reply[]): CodingModel {
  return script((request) => {
    const done = toolResults(request).length
    const ends = replies.map((_, index) => toolCount(replies.slice(0, index + 1)))
    return replies.find((_, index) => (ends[index] ?? 0) > done) ?? replies.at(-1) ?? { text: "Done." }
  })
}

function toolCount(replies: readonly Reply[]): number {
  return replies.reduce((sum, reply) => sum + (reply.toolCalls?.length ?? 0), 0)
}
