// The same asked twice: asked once, given twice, billed once; and whatever differs, ended badly or was refused is asked
// anew.
import { afterEach, describe, expect, test } from "bun:test"
import type { LanguageModelV3StreamPart } from "@ai-sdk/provider"
import fc from "fast-check"
import { configSchema, type Instance, runtimeSlot } from "../../config/index.ts"
import { finishBackground, openLedger } from "../../ledger/index.ts"
import { type KeptAnswer, keptAnswer } from "../../provider/responses/kept-answer.ts"
import { ResponseCache } from "../../provider/responses/response-cache.ts"
import { NO_USAGE } from "../../provider/said-stream.ts"
import { type Fault, script, steps, toolResults } from "../../simulator/index.ts"
import {
  type Answer,
  type CallGiven,
  closeStages,
  headersOf,
  KEY,
  type Stage,
  type StageGiven,
  stage,
  tool,
  toolTurn,
  user,
} from "./stage.ts"

const restarts: string[] = []
afterEach(async () => {
  for (const nonce of restarts.splice(0)) runtimeSlot().instances.delete(nonce)
  await closeStages()
})

const cache = { ttl: 3_600 }
const text = "It is done, in a good many pieces."
const model = steps([{ reasoning: "Let me see.", text }])
const [flash, luna] = ["google/gemini-3.8-flash", "openai/gpt-6-luna"] as const

function cached({
  config = {},
  simulator = {},
}: Pick<StageGiven, "config" | "simulator"> = {}): Promise<Stage> {
  return stage({ config: { cache, ...(config as object) }, simulator: { model, ...simulator } })
}

let sessions = 0
/** Another person's or run's: no call of a session is the same as one of its own message. */
const another = () => ({ session: `ses_other_${++sessions}`, turn: `msg_other_${sessions}` })

/** A whole call of a session of its own, and all that follows it. */
async function ask(it: Stage, given: CallGiven = {}): Promise<Answer> {
  const answer = await it.call({ ...another(), ...given })
  await finishBackground()
  return answer
}

const typesOf = ({ parts }: Answer) => [...new Set(parts.map(({ type }) => type))]

/** The same person and project in another process: nothing is in memory. */
function restarted(it: Stage, given: Partial<Instance> = {}): (call?: CallGiven) => Promise<Answer> {
  const instance = { ...it.instance, decisions: new Map(), nonce: crypto.randomUUID(), ...given }
  runtimeSlot().instances.set(instance.nonce, instance)
  restarts.push(instance.nonce)
  return (call = {}) => {
    const whole = { ...another(), ...call }
    return ask(it, { ...whole, headers: headersOf(instance, whole) })
  }
}

describe("the same asked again", () => {
  test("is given again, part for part, with nothing used and nothing to pay", async () => {
    const it = await cached()
    const first = await ask(it)
    const second = await ask(it)
    expect(it.asked()).toHaveLength(1)
    expect(second.text).toBe(first.text)
    expect(typesOf(second)).toEqual(typesOf(first))
    expect(second.finish).toMatchObject({
      finishReason: first.finish?.finishReason ?? {},
      usage: { inputTokens: { total: 0 }, outputTokens: { total: 0 } },
      providerMetadata: { copilot: { totalNanoAiu: 0 } },
    })
    expect(JSON.stringify(second.finish)).not.toContain("cost")
  })

  test("is a row that cost nothing, and says what it saved", async () => {
    const it = await cached({ config: { budgets: { daily: 1 } } })
    await ask(it)
    await ask(it)
    const [made, given] = await it.calls()
    expect(made?.costNano).toBe(it.billedNano())
    expect(given).toMatchObject({
      status: "settled",
      outcome: "ok",
      cause: "replayed",
      heldNano: 0n,
      costNano: 0n,
      baselineNano: made?.baselineNano ?? 0n,
      cacheSavedNano: made?.costNano ?? 0n,
      modelUsed: made?.modelUsed ?? "",
      generationId: null,
      timeToFirstTokenMs: null,
      attempts: 0,
      usage: { inputTokens: 0, outputTokens: 0 },
    })
    expect(given?.baselineNano).toBeGreaterThan(0n)
    expect(given?.signals[0]).toMatch(/^replayed: the same was answered at /)
    expect(await it.ledger.spent({ scope: "daily", at: new Date() })).toMatchObject({
      countedNano: it.billedNano(),
      pendingNano: 0n,
    })
    expect(await it.ledger.verify(true)).toMatchObject({ kind: "whole" })
  })

  test("is asked again where nobody turned the cache on", async () => {
    const it = await stage({ simulator: { model } })
    await ask(it)
    await ask(it)
    expect(it.asked()).toHaveLength(2)
    expect(await it.ledger.calls({})).not.toMatchObject([{}, { cause: "replayed" }])
  })

  test("is given by another process of the same ledger", async () => {
    const it = await cached()
    const first = await ask(it)
    const second = await restarted(it)()
    expect(it.asked()).toHaveLength(1)
    expect(second.text).toBe(first.text)
  })

  test("costs nothing where the budget is used up", async () => {
    const it = await cached({ config: { budgets: { daily: 1, onLimit: "stop" } } })
    await ask(it)
    const limits = it.instance.loaded.limits.map((limit) => ({ ...limit, usd: 0 }))
    const again = restarted(it, { loaded: { ...it.instance.loaded, limits } })
    expect((await again()).text).toBe(text)
    await expect(again({ ask: "something else" })).rejects.toThrow("budget")
  })

  test("a whole tool loop is played again without a model", async () => {
    const work = steps([{ toolCalls: [{ name: "read", arguments: { filePath: "a" } }] }, { text }])
    const it = await cached({ simulator: { model: work } })
    const loop = async () => {
      const given = { ...another(), tools: [tool("read")] }
      const { parts } = await ask(it, given)
      const made = parts.find((part) => part.type === "tool-call")
      const prompt = [
        { role: "system" as const, content: "You are a coding agent." },
        user("rename a variable"),
      ]
      const whole = [...prompt, ...toolTurn(made?.toolCallId ?? "")]
      return (await ask(it, { ...given, prompt: whole })).text
    }
    expect(await loop()).toBe(text)
    expect(it.asked()).toHaveLength(2)
    expect(await loop()).toBe(text)
    expect(it.asked()).toHaveLength(2)
  })
})

describe("what is not the same", () => {
  const changes: Record<string, CallGiven> = {
    "another ask": { ask: "rename another variable" },
    "another tool": { tools: [tool("read")] },
    "less output": { maxOutputTokens: 4_000 },
    "another tier": { model: "smart" },
    "a model by name": { model: luna },
  }

  test.each(Object.entries(changes))("%s is asked", async (_what, change) => {
    const it = await cached()
    await ask(it)
    await ask(it, change)
    expect(it.asked()).toHaveLength(2)
  })

  const instances: Record<string, (it: Instance) => Partial<Instance>> = {
    "another key": () => ({ apiKeys: () => ["sk-or-v1-another"] }),
    "another project": ({ project }) => ({ project: `${project}/other` }),
    "another trust": ({ loaded }) => ({
      loaded: { ...loaded, config: configSchema.parse({ cache, mode: "off" }) },
    }),
  }

  test.each(Object.entries(instances))("%s does not get it", async (_what, other) => {
    const it = await cached({ simulator: { keys: ["sk-or-v1-another", KEY] } })
    await ask(it)
    await restarted(it, other(it.instance))()
    expect(it.asked()).toHaveLength(2)
  })
})

describe("what ended badly is not kept", () => {
  const ends: Record<string, Fault> = {
    "a cut": { kind: "cut", at: "middle" },
    "an error in the stream": { kind: "stream-error", at: "middle" },
    "a close that looks like an end": { kind: "close", at: "middle" },
  }

  test.each(Object.entries(ends))("%s", async (_what, fault) => {
    const it = await cached({ simulator: { faults: [fault] } })
    expect((await ask(it, { model: luna })).error).toBeDefined()
    expect((await ask(it, { model: luna })).text).toBe(text)
    expect(it.asked()).toEqual([luna, luna])
  })

  test.each(["length", "content_filter"] as const)("an answer that ended by %s", async (finish) => {
    const it = await cached({ simulator: { model: script(() => ({ text, finish })) } })
    await ask(it)
    await ask(it)
    expect(it.asked()).toHaveLength(2)
  })

  test("one that broke off and is gone on with", async () => {
    const fault: Fault = { kind: "cut", at: "middle" }
    const it = await cached({ config: { calls: { goOn: true } }, simulator: { faults: [fault] } })
    const { error, finish } = await ask(it, { model: luna })
    expect(error).toBeUndefined()
    expect(finish?.finishReason.unified).toBe("tool-calls")
    expect((await ask(it, { model: luna })).text).toBe(text)
    expect(it.asked()).toEqual([luna, luna])
  })

  test("nobody at all", async () => {
    const it = await cached({ simulator: { faults: [{ kind: "status", status: 401 }] } })
    await expect(ask(it)).rejects.toThrow("key")
    expect((await ask(it)).text).toBe(text)
  })

  test("an answer that a budget cut short", async () => {
    const it = await cached({ config: { budgets: { call: 0.15 } } })
    await ask(it, { model: "anthropic/claude-opus-5.5", maxOutputTokens: 32_000 })
    await ask(it, { model: "anthropic/claude-opus-5.5", maxOutputTokens: 32_000 })
    expect(it.asked()).toHaveLength(2)
  })
})

describe("a tool call that was refused", () => {
  const loop = script((request) =>
    toolResults(request).length > 0
      ? { text }
      : { toolCalls: [{ name: "bash", arguments: { command: "rm -rf /" } }] },
  )
  const prompt = [{ role: "system" as const, content: "You are a coding agent." }, user("tidy up")]

  test.each([
    ["Ralex blocked this (rm.root): it deletes everything.", 3],
    ["The user rejected permission to use this specific tool call.", 3],
    ["The user has specified a rule which prevents you from using this specific tool call.", 3],
    ["ENOENT: no such file", 2],
  ])("%s", async (value, asked) => {
    const it = await cached({ simulator: { model: loop } })
    const given = { ...another(), prompt, tools: [tool("bash")] }
    const { parts } = await ask(it, given)
    const made = parts.find((part) => part.type === "tool-call")
    const [call, result] = toolTurn(made?.toolCallId ?? "")
    if (!call || result?.role !== "tool") throw new Error("no tool turn")
    const content = result.content.map((part) => ({
      ...part,
      output: { type: "error-text" as const, value },
    }))
    await ask(it, { ...given, prompt: [...prompt, call, { ...result, content }] })
    await ask(it, { prompt, tools: [tool("bash")] })
    expect(it.asked()).toHaveLength(asked)
    await restarted(it)({ prompt, tools: [tool("bash")] })
    expect(it.asked()).toHaveLength(asked)
  })
})

describe("a loop", () => {
  test("that asks the same for the same message gets no answer again: it must be able to end", async () => {
    const it = await cached()
    const given = another()
    for (let call = 0; call < 3; call++) await ask(it, given)
    expect(it.asked()).toHaveLength(3)
  })

  test("is stopped by the caps, which count what is given again", async () => {
    const it = await cached({ config: { budgets: { callsPerTurn: 2 } } })
    for (const text of ["one", "two", "three"]) await ask(it, { ask: text })
    const given = another()
    for (const text of ["one", "two"]) await ask(it, { ...given, ask: text })
    await expect(ask(it, { ...given, ask: "three" })).rejects.toThrow("budget")
    expect(it.asked()).toHaveLength(3)
  })
})

test("an answer of a model that took over is given in its name", async () => {
  const it = await cached({ simulator: { faults: [{ kind: "status", status: 503, model: flash }] } })
  await ask(it, { model: "cheap" })
  await ask(it, { model: "cheap" })
  expect(it.asked()).toEqual([flash, luna])
  expect(await it.calls()).toMatchObject([{ modelUsed: luna }, { modelUsed: luna, cause: "replayed" }])
})

describe("the cache", () => {
  const parts = (words: string): LanguageModelV3StreamPart[] => [
    { type: "text-delta", id: "1", delta: words },
    { type: "finish", finishReason: { unified: "stop", raw: "stop" }, usage: NO_USAGE },
  ]
  const answer = (words: string, at = 0): KeptAnswer => ({ model: luna, at, parts: parts(words) })
  const bounds = { ttlMs: 60_000, maxBytes: 10_000 }

  test("gives nothing whose time is over, in memory or in the ledger, nor what a shorter time forbids by now", async () => {
    const ledger = await openLedger("sqlite::memory:")
    let now = 0
    const cache = new ResponseCache(bounds, () => now)
    cache.keep("a", answer("kept"), ledger)
    await finishBackground()
    const other = () => new ResponseCache(bounds, () => now)
    const strict = new ResponseCache({ ...bounds, ttlMs: 1_000 }, () => now)
    now = 59_999
    for (const one of [cache, other()]) expect(await one.find("a", ledger)).toEqual(answer("kept"))
    expect(await strict.find("a", ledger)).toBeUndefined()
    now = 60_000
    for (const one of [cache, other()]) expect(await one.find("a", ledger)).toBeUndefined()
    await ledger.close()
  })

  test("stays within its bytes in memory, the longest unused going first", async () => {
    const away = {
      response: async () => undefined,
      keepResponse: () => Promise.reject(new Error("away")),
      forgetResponses: () => Promise.reject(new Error("away")),
    }
    const cache = new ResponseCache(bounds, () => 0)
    const words = "x".repeat(4_000)
    for (const key of ["a", "b"]) cache.keep(key, answer(words), away)
    await cache.find("a", away)
    cache.keep("c", answer(words), away)
    const there = await Promise.all(["a", "b", "c"].map((key) => cache.find(key, away)))
    expect(there.map((one) => one !== undefined)).toEqual([true, false, true])
    cache.keep("d", answer("x".repeat(20_000)), away)
    expect(await cache.find("d", away)).toBeUndefined()
  })

  test.each(["", "{}", '{"model":"a","at":0,"parts":[{"type":"file"}]}', "null"])(
    "takes %p for no answer",
    async (body) => {
      const ledger = await openLedger("sqlite::memory:")
      await ledger.keepResponse({ key: "a", at: new Date(0), until: new Date(9), body }, 9_999)
      expect(await new ResponseCache(bounds, () => 1).find("a", ledger)).toBeUndefined()
      await ledger.close()
    },
  )

  test("keeps every letter, whatever pieces and bytes it came in", async () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\0", "\ud800", "\udc00", "é", "\n"),
    )
    const kinds = fc.constantFrom(
      "text-delta" as const,
      "reasoning-delta" as const,
      "tool-input-delta" as const,
    )
    const delta = fc.record({ type: kinds, id: fc.constantFrom("1", "2"), delta: piece })
    const ledger = await openLedger("sqlite::memory:")
    await fc.assert(
      fc.asyncProperty(fc.array(delta, { maxLength: 12 }), async (deltas) => {
        const kept = keptAnswer([...deltas, ...parts("end")], { model: luna, at: 0 })
        if (!kept) throw new Error("not kept")
        await ledger.keepResponse(
          { key: "a", at: new Date(0), until: new Date(9_999), body: JSON.stringify(kept) },
          99_999,
        )
        const found = await new ResponseCache(bounds, () => 1).find("a", ledger)
        for (const type of ["text-delta", "reasoning-delta", "tool-input-delta"])
          for (const id of ["1", "2"])
            expect(lettersOf(found?.parts ?? [], type, id)).toBe(
              lettersOf([...deltas, ...parts("end")], type, id),
            )
      }),
    )
    await ledger.close()
  })
})

function lettersOf(parts: readonly LanguageModelV3StreamPart[], type: string, id: string): string {
  return parts
    .map((part) => ("delta" in part && part.type === type && part.id === id ? part.delta : ""))
    .join("")
}

test("a hit of OpenRouter's own cache, whose counters are all zero, costs nothing", async () => {
  const chunk = (given: object) => `data: ${JSON.stringify({ id: "gen-2", model: luna, ...given })}\n\n`
  const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, cost: 0 }
  const body = [
    chunk({ choices: [{ index: 0, delta: { role: "assistant", content: text } }] }),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage }),
    "data: [DONE]\n\n",
  ].join("")
  const headers = {
    "content-type": "text/event-stream",
    "x-generation-id": "gen-2",
    "x-openrouter-cache-status": "HIT",
  }
  const it = await stage({ simulator: { model, faults: [{ kind: "reply", status: 200, headers, body }] } })
  expect((await ask(it, { model: luna })).text).toBe(text)
  expect(await it.calls()).toMatchObject([
    { status: "settled", outcome: "ok", costNano: 0n, usage: { inputTokens: 0, outputTokens: 0 } },
  ])
})
