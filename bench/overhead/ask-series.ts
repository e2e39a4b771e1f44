// What is asked one after the other: each time in a session of its own, or the steps of sessions, as agents make them.
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider"
import { askOf, type Size } from "./asks.ts"
import { type Conversation, conversationOf } from "./conversation.ts"

/** "steps": twenty calls for each ask of a person, with a tool's call and its result more in each. */
export type Asks = Size | "steps"

const STEPS = 20

/** @returns the next call of one stream; no two are the same. */
export function askSeries(asks: Asks): (stream: number) => LanguageModelV3CallOptions {
  let made = 0
  if (asks !== "steps") return () => askOf(asks, made++)
  const streams = new Map<number, { conversation: Conversation; steps: number }>()
  return (stream) => {
    const begun = streams.get(stream)
    const going =
      begun && begun.steps < STEPS ? begun : { conversation: conversationOf(`ses_${made++}`, made), steps: 0 }
    streams.set(stream, { ...going, steps: going.steps + 1 })
    return going.conversation.next()
  }
}
