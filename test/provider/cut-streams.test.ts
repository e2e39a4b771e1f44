// Recorded streams, cut at every byte: the same parts or one clean failure; never a tool call that nobody made, never
// half an answer that passes for a whole one.
import { describe, expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { LanguageModelV3StreamPart } from "@ai-sdk/provider"
import fc from "fast-check"
import { attempt } from "../../provider/attempt.ts"
import { settleStream } from "../../provider/settle-stream.ts"
import { upstreamModel } from "../../provider/upstream-model.ts"
import { KEY, readAnswer, user } from "./stage.ts"

const folder = join(import.meta.dir, "..")
const streams: Record<string, string> = {
  "two tool calls, one without arguments": join(folder, "provider/fixtures/streams/two-tools.sse"),
  "text of many bytes a character": join(folder, "provider/fixtures/streams/letters.sse"),
  "an answer cut by its length": join(folder, "provider/fixtures/streams/length.sse"),
  "all fields, with reasoning, text and a tool call": join(folder, "simulator/fixtures/stream.sse"),
}

/** Every byte; of the long one those around the end of each event, and some in between. */
function cutsOf(bytes: Uint8Array): number[] {
  const all = Array.from(bytes, (_, at) => at)
  if (bytes.length < 2_000) return all
  return all.filter((at) => at % 61 === 0 || bytes.subarray(Math.max(0, at - 3), at + 3).includes(NEW_LINE))
}

const NEW_LINE = 10

type Ending = "a clean end" | "a broken connection"

interface Outcome {
  /** What the person gets, without ids that are made up on the way. */
  parts: string[]
  /** How it ended: a failure before any content, a finish, or an answer that broke off. */
  end: string
  ends: number
}

function bodyOf(pieces: Uint8Array[], ending: Ending): ReadableStream<Uint8Array> {
  const waiting = [...pieces]
  return new ReadableStream({
    pull: async (controller) => {
      const next = waiting.shift()
      if (next) return controller.enqueue(next)
      if (ending === "a clean end") return controller.close()
      await new Promise(setImmediate) // what was sent before is read by then
      controller.error(Object.assign(new Error("it broke"), { code: "ECONNRESET" }))
    },
  })
}

const served: { body: ReadableStream<Uint8Array> | null } = { body: null }
const headers = { "content-type": "text/event-stream", "x-generation-id": "gen-1" }
const upstream = upstreamModel("anthropic/claude-sonnet-5", "ses_1", {
  apiKey: KEY,
  baseUrl: "https://openrouter.ai/api/v1",
  fetch: (async () => new Response(served.body, { headers })) as unknown as typeof fetch,
  maxPrice: undefined,
  ignoredProviders: [],
  spares: [],
})

async function answerTo(pieces: Uint8Array[], ending: Ending): Promise<Outcome> {
  served.body = bodyOf(pieces, ending)
  const opened = await attempt(
    upstream,
    { prompt: [user("hi")] },
    { now: () => 0, firstContentMs: 60_000, connectMs: 60_000, noteGeneration: () => {}, noteLate: () => {} },
  )
  if (opened.kind === "failed") return { parts: [], end: `failed: ${opened.failure.kind}`, ends: 1 }
  let ends = 0
  const stream = settleStream(opened, {
    settle: async () => BigInt(++ends),
    cutOff: ({ kind }) => new Error(kind),
    goesOn: () => false,
    idleMs: 60_000,
    endsAt: 60_000,
    now: () => 0,
    signal: undefined,
    readOn: false,
  })
  const { parts, error, finish } = await readAnswer(stream)
  const end = error ? `broke off: ${(error as Error).message}` : `finished: ${finish?.finishReason.unified}`
  return { parts: parts.flatMap(shown), end, ends }
}

/** What an end brings with it, and what only names the answer. */
const UNSEEN = new Set<LanguageModelV3StreamPart["type"]>([
  "error",
  "finish",
  "text-end",
  "reasoning-end",
  "tool-input-end",
  "response-metadata",
])

function shown(part: LanguageModelV3StreamPart): string[] {
  if (UNSEEN.has(part.type)) return []
  const { providerMetadata: _, ...rest } = part as LanguageModelV3StreamPart & { providerMetadata?: unknown }
  const isTool = part.type.startsWith("tool-")
  return [JSON.stringify(isTool ? rest : { ...rest, id: "" })]
}

/** All of it and its end, or the first of it and one failure. */
function isClean({ parts, end, ends }: Outcome, whole: Outcome): boolean {
  const isWhole = end === whole.end
  const isSame = parts.join() === whole.parts.slice(0, isWhole ? undefined : parts.length).join()
  const hasFailed = parts.length > 0 ? end === "broke off: cut-off" : /^failed: (cut-off|empty)$/.test(end)
  return ends === 1 && isSame && (isWhole || hasFailed)
}

const endings: Ending[] = ["a clean end", "a broken connection"]
const cases = Object.entries(streams).flatMap(([name, path]) =>
  endings.map((ending) => [name, ending, readFileSync(path)] as const),
)

describe("a recorded stream", () => {
  test.each(cases)(
    "%s, then %s, wherever it is cut",
    async (_name, ending, bytes) => {
      const whole = await answerTo([bytes], "a clean end")
      expect(whole.end).toStartWith("finished")
      expect(whole.ends).toBe(1)
      const seen = new Set<string>()
      const wrong: string[] = []
      for (const at of cutsOf(bytes)) {
        const found = await answerTo([bytes.subarray(0, at)], ending)
        seen.add(found.end)
        if (!isClean(found, whole)) wrong.push(`cut at ${at}: ${JSON.stringify(found)}`)
      }
      expect(wrong.slice(0, 3)).toEqual([])
      expect(seen).toContain("broke off: cut-off")
      expect(seen).toContain("failed: cut-off")
    },
    60_000,
  )

  test.each(cases.filter(([, ending]) => ending === "a clean end"))(
    "%s: in whatever pieces it comes, it is the same",
    async (_name, ending, bytes) => {
      const whole = await answerTo([bytes], ending)
      const cuts = fc.uniqueArray(fc.nat(bytes.length), { maxLength: 200 })
      await fc.assert(
        fc.asyncProperty(cuts, async (given) => {
          const places = [0, ...given.toSorted((one, other) => one - other), bytes.length]
          const pieces = places.slice(1).map((to, index) => bytes.subarray(places[index], to))
          expect(await answerTo(pieces, ending)).toEqual(whole)
        }),
        { numRuns: 20 },
      )
    },
  )
})
