// What leaves the machine: only what OpenRouter needs, and no secret or name of the person's in any error.
import { afterEach, describe, expect, test } from "bun:test"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { HANDSHAKE } from "../../config/index.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, headersOf, KEY, type Stage, stage, toolTurn, user } from "./stage.ts"

afterEach(closeStages)

const luna = "openai/gpt-6-luna"
const sonnet = "anthropic/claude-sonnet-5"
const model = steps([{ text: "Done, and here is why." }])

function bodyOf(it: Stage, at = 0): string {
  return JSON.stringify(it.simulator.requests()[at]?.body ?? {})
}

describe("headers", () => {
  test("Ralex's and OpenCode's own stay here, and so does any key among them", async () => {
    const it = await stage({ simulator: { model } })
    const headers = {
      ...headersOf(it.instance, {}),
      authorization: "Bearer theirs",
      Authorization: "Bearer other",
      cookie: "a=b",
    }
    await it.call({ headers })
    const sent = it.simulator.requests()[0]?.headers ?? {}
    expect(Object.keys(sent).filter((name) => /^x-(ralex|session|parent)|cookie/.test(name))).toEqual([])
    expect(sent.authorization).toBe(`Bearer ${KEY}`)
    const everything = JSON.stringify([sent, bodyOf(it)])
    for (const secret of [it.instance.nonce, it.instance.project, ...Object.values(HANDSHAKE)])
      expect(everything).not.toContain(secret)
  })

  test("each call takes the key as it now is", async () => {
    const it = await stage({ simulator: { model, keys: [KEY, "second"] } })
    await it.call()
    it.instance.apiKeys = () => ["second"]
    await it.call()
    expect(it.simulator.requests().map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${KEY}`,
      "Bearer second",
    ])
  })
})

describe("the body", () => {
  test("names the session for sticky routing, and fits its limit", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ session: "ses_42" })
    await it.call({ session: "s".repeat(400) })
    expect(it.simulator.requests().map(({ body }) => body.session_id)).toEqual(["ses_42", "s".repeat(256)])
  })

  test.each([
    [sonnet, true],
    ["anthropic/claude-opus-5.5", true],
    [luna, false],
    ["google/gemini-3.8-flash", false],
  ])("%s gets cache_control: %p", async (asked, cached) => {
    const it = await stage({ simulator: { model } })
    await it.call({ model: asked })
    expect(bodyOf(it).includes('"cache_control":{"type":"ephemeral"}')).toBe(cached)
  })

  test("Anthropic's cache is not asked for twice when OpenCode has marked the prompt", async () => {
    const it = await stage({ simulator: { model } })
    const marked: LanguageModelV3Prompt = [
      {
        role: "system",
        content: "You code.",
        providerOptions: { openrouter: { cacheControl: { type: "ephemeral" } } },
      },
      user("hi"),
    ]
    await it.call({ model: sonnet, prompt: marked })
    expect(bodyOf(it).match(/cache_control/g)).toHaveLength(1)
  })

  test("OpenCode's options for the provider do not go upstream", async () => {
    const it = await stage({ simulator: { model } })
    const { createRalex } = await import("../../provider/index.ts")
    const call = {
      prompt: [user("hi")],
      headers: headersOf(it.instance, {}),
      providerOptions: {
        ralex: { secret: "a" },
        openrouter: { models: ["anthropic/claude-fable-5"], user: "me" },
      },
    }
    await createRalex().languageModel(luna).doStream(call)
    expect(bodyOf(it)).not.toMatch(/secret|fable|"user":"me"/)
  })
})

describe("the dearest endpoint that may answer", () => {
  const dearestAllowed = (it: Stage) => it.simulator.requests().map(({ body }) => body.provider)

  test("is bound by what the hold was counted with, in USD per million, where a budget is set", async () => {
    const it = await stage({ simulator: { model }, config: { budgets: { daily: 5 } } })
    await it.call({ model: sonnet })
    expect(dearestAllowed(it)).toEqual([{ max_price: { prompt: 2, completion: 10 } }])
  })

  test("is not bound without a budget", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ model: sonnet })
    expect(dearestAllowed(it)).toEqual([undefined])
  })

  test("is bound by each model's own price when one falls back to another", async () => {
    const it = await stage({
      simulator: { model, faults: [{ kind: "status", status: 503, model: luna, times: 9 }] },
      config: { budgets: { daily: 5 }, tiers: { cheap: [luna], smart: [sonnet] } },
    })
    await it.call({ model: "cheap" })
    const [first, last] = [dearestAllowed(it)[0], dearestAllowed(it).at(-1)]
    expect(it.asked().at(-1)).toBe(sonnet)
    expect(last).toEqual({ max_price: { prompt: 2, completion: 10 } })
    expect(first).not.toEqual(last)
  })
})

const reasoned = (text: string): LanguageModelV3Prompt[number] => ({
  role: "assistant",
  content: [
    {
      type: "reasoning",
      text: `thought ${text}`,
      providerOptions: {
        openrouter: {
          reasoning_details: [{ type: "reasoning.text", text: `signed ${text}`, signature: "s" }],
        },
      },
    },
    {
      type: "tool-call",
      toolCallId: "a",
      toolName: "read",
      input: {},
      providerOptions: {
        openrouter: {
          reasoning_details: [{ type: "reasoning.text", text: `signed ${text}`, signature: "s" }],
        },
      },
    },
  ],
})

const result = toolTurn("a").slice(1)

describe("reasoning", () => {
  test("of this turn goes back to the model that made it", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ prompt: [user("hi")], model: sonnet })
    await it.call({ prompt: [user("hi"), reasoned("now"), ...result], model: sonnet })
    expect(bodyOf(it, 1)).toContain("now")
  })

  test("of an earlier turn is not sent again", async () => {
    const it = await stage({ simulator: { model } })
    const prompt = [user("hi"), reasoned("then"), ...result, user("and now?")]
    await it.call({ prompt: [user("hi")], model: sonnet, turn: "msg_1" })
    await it.call({ prompt, model: sonnet, turn: "msg_2" })
    expect(bodyOf(it, 1)).not.toContain("then")
    expect(bodyOf(it, 1)).toContain('"tool_calls"')
  })

  test("of an earlier turn stays away while this turn's goes back", async () => {
    const it = await stage({ simulator: { model } })
    const prompt = [user("hi"), reasoned("then"), ...result, user("and now?")]
    await it.call({ prompt, model: sonnet })
    await it.call({ prompt: [...prompt, reasoned("now"), ...result], model: sonnet })
    expect(bodyOf(it, 1)).toContain("signed now")
    expect(bodyOf(it, 1)).not.toContain("signed then")
  })

  test("of another model is not sent, since its family would refuse the signature", async () => {
    const it = await stage({ simulator: { model } })
    const prompt = [user("rename x to y")]
    await it.call({ prompt, model: "cheap" })
    it.simulator.fail({ kind: "status", status: 503, model: "google/gemini-3.8-flash" })
    await it.call({ prompt: [...prompt, reasoned("elsewhere"), ...result], model: "cheap" })
    expect(it.asked()).toEqual(["google/gemini-3.8-flash", "google/gemini-3.8-flash", luna])
    expect(bodyOf(it, 1)).toContain("elsewhere")
    expect(bodyOf(it, 2)).not.toContain("elsewhere")
  })

  test("of a turn that Ralex did not see begin is not sent", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ prompt: [user("hi"), reasoned("unseen"), ...result], model: sonnet })
    expect(bodyOf(it)).not.toContain("unseen")
  })
})

describe("no key in any error", () => {
  const said = `the key ${KEY} is not yours`

  test.each<[string, Fault]>([
    ["a refused key", { kind: "status", status: 401, message: said }],
    ["a refusal", { kind: "status", status: 403, message: said }],
    ["a bad request", { kind: "status", status: 400, message: said, errorType: "invalid_request" }],
    ["a provider's own words", { kind: "status", status: 429, raw: said }],
    ["an error in the stream", { kind: "stream-error", at: "start", message: said }],
  ])("%s that repeats it", async (_what, fault) => {
    const it = await stage({ simulator: { faults: [{ ...fault, times: 99 }] } })
    const error = await it.refused({ model: luna })
    const seen = [error.message, JSON.stringify(error), error.stack, String(error.cause), ...it.told]
    expect(seen.join()).not.toContain(KEY)
    expect(
      JSON.stringify(await it.calls(), (_key, value) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toContain(KEY)
  })

  test("an error in the middle of an answer that repeats it", async () => {
    const it = await stage({
      simulator: { model, faults: [{ kind: "stream-error", at: "middle", message: said }] },
    })
    const { parts } = await it.call({ model: luna })
    const error = parts.find((part) => part.type === "error")?.error
    expect(`${JSON.stringify(parts)} ${error} ${error instanceof Error ? error.stack : ""}`).not.toContain(
      KEY,
    )
  })
})
