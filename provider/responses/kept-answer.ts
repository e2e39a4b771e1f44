// A whole answer in the form in which it is kept, and which answers may be given again. Pure.
import type { LanguageModelV3StreamPart } from "@ai-sdk/provider"
import * as z from "zod"
import { isBroken } from "../settle-stream.ts"

export interface KeptAnswer {
  /** Who made it. */
  model: string
  /** Milliseconds since 1970. */
  at: number
  /** As they were streamed; the last one says what it used and cost then. */
  parts: LanguageModelV3StreamPart[]
}

type Part = LanguageModelV3StreamPart

/** Parts that are text. A picture is not, nor is what only an upstream can make sense of. */
const REPEATABLE = new Set<Part["type"]>([
  "stream-start",
  "response-metadata",
  "text-start",
  "text-delta",
  "text-end",
  "reasoning-start",
  "reasoning-delta",
  "reasoning-end",
  "tool-input-start",
  "tool-input-delta",
  "tool-input-end",
  "tool-call",
  "source",
  "finish",
])

/** @returns undefined for an answer that ended badly, or is no text. */
export function keptAnswer(
  parts: readonly Part[],
  { model, at }: Pick<KeptAnswer, "model" | "at">,
): KeptAnswer | undefined {
  const last = parts.at(-1)
  if (last?.type !== "finish" || isBroken(last.finishReason)) return undefined
  const { unified } = last.finishReason
  if (unified !== "stop" && unified !== "tool-calls") return undefined
  if (!parts.every(({ type }) => REPEATABLE.has(type))) return undefined
  return { model, at, parts: joined(parts.map(withoutOrigin)) }
}

const keptSchema = z.object({
  model: z.string(),
  at: z.number(),
  parts: z.array(z.looseObject({ type: z.enum([...REPEATABLE]) })).min(1),
})

/** @returns undefined for what is none. */
export function readKept(body: string): KeptAnswer | undefined {
  try {
    return keptSchema.parse(JSON.parse(body)) as KeptAnswer
  } catch {
    return undefined
  }
}

/** One generation has one id, and one bill. */
function withoutOrigin(part: Part): Part {
  if (part.type === "response-metadata") return { type: part.type, ...pick(part, "modelId") }
  if (part.type !== "finish") return part
  const { raw: _bill, ...usage } = part.usage
  return { ...part, usage }
}

function pick<From extends object, Name extends keyof From>(
  from: From,
  name: Name,
): Partial<Pick<From, Name>> {
  return from[name] === undefined ? {} : ({ [name]: from[name] } as Pick<From, Name>)
}

/** Text comes in pieces of a few letters; what nothing else hangs on is put together. */
function joined(parts: readonly Part[]): Part[] {
  const whole: Part[] = []
  for (const part of parts) {
    const before = whole.at(-1)
    if (before && isDelta(before) && isDelta(part) && before.type === part.type && before.id === part.id)
      whole[whole.length - 1] = { ...part, delta: before.delta + part.delta }
    else whole.push(part)
  }
  return whole
}

type Delta = Extract<Part, { delta: string }>

function isDelta(part: Part): part is Delta {
  return "delta" in part && part.providerMetadata === undefined
}
