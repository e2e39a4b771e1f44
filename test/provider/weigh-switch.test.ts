// A new ask against the warm model of the turn before: when it stays, what it says, and what it never holds back.
import { afterEach, describe, expect, test } from "bun:test"
import { applyProfile, type Classification, configSchema, type TaskClass } from "../../config/index.ts"
import { findModel } from "../../ledger/index.ts"
import { type Decision, type DecisionRequest, decide } from "../../provider/decide.ts"
import { type LastCall, previousCall } from "../../provider/previous-call.ts"
import { weighSwitch } from "../../provider/weigh-switch.ts"
import { closeStages, stage, toolTurn, user } from "./stage.ts"

afterEach(closeStages)

const opus = "anthropic/claude-opus-5.5"
const sonnet = "anthropic/claude-sonnet-5"
const secret = "zanzibar"
const MINUTE = 60_000

interface Given {
  class: TaskClass
  madeBy?: string | undefined
  minutesAgo?: number
  /** Tokens of its last prompt. */
  tokens?: number
  /** The prompt has become shorter since: a compaction. */
  compacted?: boolean
  request?: Partial<DecisionRequest>
}

/** Simple asks go to sonnet here: the step down that a warm cache is worth the most against. */
function weighed(given: Given): Decision {
  const { tokens = 80_000, minutesAgo = 1, madeBy, compacted = false } = given
  const found: Classification = { class: given.class, confidence: 0.9, score: 0.2, reasons: ["a reason"] }
  const config = configSchema.parse({ routing: { classes: { simple: "smart" } } })
  const request: DecisionRequest = {
    asked: "auto",
    agent: "build",
    turn: {
      ask: secret,
      promptBytes: compacted ? tokens : tokens * 4 + 400,
      messages: 12,
      media: [],
      continuing: false,
    },
    routing: applyProfile(config),
    findModel,
    classify: () => found,
    ...given.request,
  }
  const outcome = decide(request)
  if (outcome.kind !== "decided") throw new Error("The models of the tiers are unknown.")
  const last: LastCall = {
    at: 0,
    inputTokens: tokens,
    prompt: { bytes: tokens * 4, messages: 10, media: 0, continuing: false },
    beforeReasoning: null,
    price: undefined,
    host: undefined,
  }
  const lastOf = (id: string) => (id === madeBy ? previousCall(last, minutesAgo * MINUTE) : undefined)
  return weighSwitch(outcome.decision, request, { madeBy, lastOf })
}

function chosen(given: Given) {
  const { cause, tier, candidates } = weighed(given)
  return { cause, tier, model: candidates[0]?.model.id }
}

const stays = { cause: "warm-cache", tier: "premium", model: opus } as const
const goesDown = { cause: "classified", tier: "smart", model: sonnet } as const

describe("a simple ask after a hard one", () => {
  test("stays with the model whose cache is warm", () => {
    expect(chosen({ class: "simple", madeBy: opus })).toEqual(stays)
  })

  test.each<[string, Given]>([
    ["the cache has gone cold", { class: "simple", madeBy: opus, minutesAgo: 5 }],
    ["the conversation was compacted", { class: "simple", madeBy: opus, compacted: true }],
    ["there is little in the cache", { class: "simple", madeBy: opus, tokens: 500 }],
    ["many calls are to come", { class: "complex", madeBy: opus, tokens: 10_000 }],
    ["nothing was before", { class: "simple" }],
    ["a model of no tier was before", { class: "simple", madeBy: "openai/gpt-5" }],
    ["a budget stands over it", over(opus)],
  ])("goes down when %s", (_, given) => {
    expect(chosen(given)).toEqual(goesDown)
  })

  test("has the other models after it, each once", () => {
    const ids = weighed({ class: "simple", madeBy: opus }).candidates.map(({ model }) => model.id)
    expect(ids.slice(0, 2)).toEqual([opus, "openai/gpt-6-astra"])
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain(sonnet)
  })
})

function over(id: string): Given {
  const ceiling = { scope: "daily", percent: 90 } as unknown as NonNullable<Decision["ceiling"]>
  return {
    class: "simple",
    madeBy: id,
    request: { ceilingOver: ({ model }) => (model.id === id ? ceiling : undefined) },
  }
}

test("a hard ask goes up whatever is warm", () => {
  expect(chosen({ class: "reasoning", madeBy: sonnet, tokens: 300_000 })).toEqual({
    ...stays,
    cause: "classified",
  })
})

test.each<[string, Partial<DecisionRequest>]>([
  ["a pinned model", { asked: sonnet }],
  ["an asked tier", { asked: "smart" }],
  ["a tier chosen for the session", { chosenTier: "smart" }],
  ["housekeeping", { agent: "title" }],
  ["an agent's tier", { agent: "explore" }],
])("%s is left as it is", (_, request) => {
  const { cause, candidates } = weighed({ class: "simple", madeBy: opus, request })
  expect(cause).not.toBe("warm-cache")
  expect(candidates[0]?.model.id).not.toBe(opus)
})

describe("what it says", () => {
  test("costs of the alternatives, and why it stays, without a word of the prompt", () => {
    const { signals } = weighed({ class: "simple", madeBy: opus })
    expect(signals[0]).toBe("a reason")
    expect(signals[2]).toMatch(
      /^the turn would cost about USD [\d.]+ by anthropic\/claude-sonnet-5, USD [\d.]+ by /,
    )
    expect(signals[3]).toMatch(
      /^stays with the model before, whose cache is warm \(anthropic\/claude-opus-5\.5 for about USD [\d.]+, anthropic\/claude-sonnet-5 for USD [\d.]+\)$/,
    )
    expect(signals.join(" ")).not.toContain(secret)
  })

  test("that going down pays, when it does", () => {
    const { signals } = weighed({ class: "complex", madeBy: opus, tokens: 10_000 })
    expect(signals.at(-1)).toMatch(/^going down from the model before pays \(/)
  })
})

test("through the provider: the ask after a hard one stays, its loop holds that, and the ledger says why", async () => {
  const it = await stage({ config: { routing: { classes: { simple: "smart" } } } })
  const rules = { role: "system" as const, content: "Mind the rules of this project. ".repeat(10_000) }
  const hard = [rules, user("prove that this lock-free queue is linearizable")]
  const simple = [...hard, ...toolTurn("a"), user("rename x to y")]
  await it.call({ prompt: hard, turn: "msg_1" })
  await it.call({ prompt: simple, turn: "msg_2" })
  await it.call({ prompt: [...simple, ...toolTurn("b")], turn: "msg_2" })
  expect(it.asked()).toEqual([opus, opus, opus])
  const rows = (await it.calls()).map(({ cause, tier, class: found }) => [cause, tier, found])
  expect(rows).toEqual([
    ["classified", "premium", "reasoning"],
    ["warm-cache", "premium", "simple"],
    ["held", "premium", "simple"],
  ])
  expect((await it.calls())[1]?.signals.at(-1)).toMatch(/^stays with the model before, whose cache is warm/)
})
