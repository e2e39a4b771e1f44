// A session as OpenCode sends it, so many turns long, and the steps with which it goes on.
import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import { HANDSHAKE } from "../../config/index.ts"
import { askOf } from "./asks.ts"

type Message = LanguageModelV3Prompt[number]

/** About 1.5 kB a turn: an ask, a tool's call, its result of 1 kB, and what the model made of it. */
function turnOf(at: number): Message[] {
  return [
    { role: "user", content: [{ type: "text", text: `Look at src/part-${at}.ts and mend what is wrong.` }] },
    ...stepOf(`history-${at}`),
    {
      role: "assistant",
      content: [{ type: "text", text: `Part ${at} compares a number with a text. `.repeat(6) }],
    },
  ]
}

/** A tool's call and its result. */
function stepOf(id: string): Message[] {
  const of = { toolCallId: `call_${id}`, toolName: "tool_1" }
  const value = `${id}: export const answer = (question: string) => question.length\n`.repeat(16)
  return [
    { role: "assistant", content: [{ type: "tool-call", ...of, input: { path: `src/${id}.ts` } }] },
    { role: "tool", content: [{ type: "tool-result", ...of, output: { type: "text", value } }] },
  ]
}

export interface Conversation {
  /** The call of the next step, all of it made anew, as OpenCode reads it from its database for each. */
  next: () => LanguageModelV3CallOptions
}

/** @param turns Of history before the ask that is worked on. */
export function conversationOf(session: string, turns: number): Conversation {
  const { prompt, tools } = askOf("opencode", turns)
  const history = Array.from({ length: turns }, (_, at) => turnOf(at)).flat()
  const messages = [...prompt.slice(0, 1), ...history, ...prompt.slice(1)]
  let steps = 0
  return {
    next: () => {
      if (steps > 0) messages.push(...stepOf(`step-${steps}`))
      steps++
      const call = JSON.parse(JSON.stringify({ prompt: messages, tools })) as LanguageModelV3CallOptions
      return { ...call, headers: headersOf(session) }
    },
  }
}

/** As the plugin says who calls. */
function headersOf(session: string): Record<string, string> {
  return {
    [HANDSHAKE.session]: session,
    [HANDSHAKE.rootSession]: session,
    [HANDSHAKE.agent]: "build",
    [HANDSHAKE.ask]: `ask-${session}`,
    [HANDSHAKE.turn]: `ask-${session}`,
  }
}
