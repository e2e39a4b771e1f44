// What was made of a session's prompt before: with each step OpenCode sends all of it again, made anew, and only what is new
// in it must be read. Messages that hold a secret are not kept; of the others the session's newest call, within bounds.
import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import { LRUCache } from "lru-cache"
import type { Instance } from "../../config/index.ts"
import { copyJson, isSameJson } from "./same-json.ts"

type Message = LanguageModelV3Prompt[number]
type Tools = NonNullable<LanguageModelV3CallOptions["tools"]>

interface Known<Value> {
  /** A copy, since who calls may go on to change what they gave. */
  given: Value
  clean: Value
  characters: number
}

export interface KnownPrompt {
  /** By their places; undefined where it is to be cleaned each time. */
  messages: (Known<Message> | undefined)[]
  tools: Known<Tools> | undefined
}

export interface CleanedMessage {
  message: Message
  /** It held a secret, which is not to be kept. */
  isSecret: boolean
}

/** @param before The message before the first of them, and all after it: what the fresh ones refer to. */
export type CleanFresh = (fresh: Message[], context: LanguageModelV3Prompt) => Promise<CleanedMessage[]>

/** @returns the same objects for what was known, so that what is derived from them may be kept by them. */
export async function renewMessages(
  prompt: LanguageModelV3Prompt,
  before: KnownPrompt["messages"],
  clean: CleanFresh,
): Promise<{ prompt: Message[]; messages: KnownPrompt["messages"] }> {
  const messages = prompt.map((message, at) => stillKnown(before[at], message))
  const places = messages.flatMap((known, at) => (known ? [] : [at]))
  const copies = places.map((at) => copyJson(prompt[at] as Message))
  const context = prompt.slice(Math.max(0, (places[0] ?? prompt.length) - 1))
  const cleaned = await clean(
    copies.map(({ copy }) => copy),
    context,
  )
  const renewed = messages.map((known) => known?.clean)
  for (const [index, { message, isSecret }] of cleaned.entries()) {
    const [at, copied] = [places[index], copies[index]]
    if (at === undefined || !copied) continue
    renewed[at] = message
    if (!isSecret) messages[at] = knownOf(copied, message)
  }
  return { prompt: renewed as Message[], messages }
}

export function renewTools(
  tools: Tools | undefined,
  before: Known<Tools> | undefined,
  clean: (tools: Tools) => Tools,
): Known<Tools> | undefined {
  if (tools === undefined) return undefined
  const known = stillKnown(before, tools)
  if (known) return known
  const copied = copyJson(tools)
  return knownOf(copied, clean(copied.copy))
}

function stillKnown<Value>(before: Known<Value> | undefined, value: Value): Known<Value> | undefined {
  return before && isSameJson(before.given, value) ? before : undefined
}

function knownOf<Value>(
  { copy: given, characters }: { copy: Value; characters: number },
  clean: Value,
): Known<Value> {
  return { given, clean, characters: clean === given ? characters : 2 * characters }
}

const SESSIONS_AT_MOST = 500
/** A byte of memory each, or two: several sessions that fill the largest contexts, or hundreds of usual ones. */
const CHARACTERS_AT_MOST = 16_000_000

const memories = new WeakMap<Instance, LRUCache<string, KnownPrompt>>()

/** By what is one conversation and is cleaned in one way. A prompt that is too long for it is not kept. */
export function knownPrompts(instance: Instance): LRUCache<string, KnownPrompt> {
  const memory =
    memories.get(instance) ??
    new LRUCache<string, KnownPrompt>({
      max: SESSIONS_AT_MOST,
      maxSize: CHARACTERS_AT_MOST,
      sizeCalculation: ({ messages, tools }) =>
        messages.reduce((sum, known) => sum + (known?.characters ?? 0), 1 + (tools?.characters ?? 0)),
    })
  memories.set(instance, memory)
  return memory
}
