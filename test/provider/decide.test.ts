// The routing policy: who or what decides the tier, and which models may then be asked, in which order.
import { describe, expect, test } from "bun:test"
import { BEGINS_LOWER } from "../../cli/propose-tuning.ts"
import {
  applyProfile,
  type Classification,
  configSchema,
  type Routing,
  type TaskClass,
} from "../../config/index.ts"
import type { Model } from "../../ledger/index.ts"
import { type DecisionRequest, decide, fits, tierOf } from "../../provider/decide.ts"
import type { Turn } from "../../provider/read-turn.ts"

const price = (input: bigint) => ({
  inputNanoPerMillion: input,
  outputNanoPerMillion: input * 5n,
  cacheReadNanoPerMillion: null,
  cacheWriteNanoPerMillion: null,
})

function model(id: string, given: Partial<Model> = {}): Model {
  return {
    id,
    name: id,
    price: price(id.startsWith("free/") ? 0n : 1_000_000_000n),
    longPrompts: [],
    contextTokens: 100_000,
    maxOutputTokens: 8_000,
    tools: true,
    reasoning: false,
    inputModalities: ["text"],
    ...given,
  }
}

const catalogue = [
  model("free/a"),
  model("cheap/a"),
  model("cheap/b", { inputModalities: ["text", "image"] }),
  model("smart/a", { contextTokens: 1_000_000 }),
  model("smart/b", { inputModalities: ["text", "image", "pdf"] }),
  model("premium/a", { inputModalities: ["text", "image"] }),
]

const routing: Routing = {
  tiers: {
    free: ["free/a"],
    cheap: ["cheap/a", "cheap/b"],
    smart: ["smart/a", "smart/b"],
    premium: ["premium/a", "smart/a"],
  },
  classes: { simple: "cheap", medium: "cheap", complex: "smart", reasoning: "premium" },
  smartFrom: 0.5,
  agents: { explore: "cheap", plan: "premium" },
  llmTieBreak: false,
  baseline: "smart/a",
}

const withoutAgents: Routing = { ...routing, agents: {} }

const turn: Turn = {
  ask: "do it",
  continuing: false,
  promptBytes: 1_000,
  messages: 2,
  media: [],
  cacheTtl: "5m",
}

function classified(found: Partial<Classification>): Classification {
  return { class: "medium", confidence: 0.9, score: 0.4, reasons: ["a reason"], ...found }
}

function decided(given: Partial<DecisionRequest> & { found?: Partial<Classification> } = {}) {
  const { found = {}, ...request } = given
  const outcome = decide({
    asked: "auto",
    agent: "build",
    turn,
    routing,
    findModel: (id) => catalogue.find((each) => each.id === id),
    classify: () => classified(found),
    ...request,
  })
  if (outcome.kind === "unknown-model")
    return { cause: outcome.kind, tier: null, class: null, models: [], signals: [] }
  const { decision } = outcome
  return { ...decision, models: decision.candidates.map((candidate) => candidate.model.id) }
}

describe("what decides the tier", () => {
  test.each([
    ["the class of the ask", { found: { class: "complex" } }, "classified", "smart"],
    ["a simple ask", { found: { class: "simple" } }, "classified", "cheap"],
    ["an ask that needs reasoning", { found: { class: "reasoning" } }, "classified", "premium"],
    ["a medium ask below smartFrom", { found: { score: 0.49 } }, "classified", "cheap"],
    ["a medium ask at smartFrom", { found: { score: 0.5 } }, "classified", "smart"],
    ["the tier asked for, over the agent", { asked: "free", agent: "plan" }, "asked-tier", "free"],
    ["the tier asked for, over housekeeping", { asked: "smart", agent: "title" }, "asked-tier", "smart"],
    [
      "the tier a person chose for the session, over the agent",
      { chosenTier: "free", agent: "plan" },
      "asked-tier",
      "free",
    ],
    ["the title agent", { agent: "title", found: { class: "reasoning" } }, "housekeeping", "cheap"],
    ["the summary agent", { agent: "summary", found: { class: "reasoning" } }, "housekeeping", "cheap"],
    ["the compaction agent", { agent: "compaction" }, "housekeeping", "cheap"],
    [
      "explore, which only looks",
      { routing: withoutAgents, agent: "explore", found: { class: "complex" } },
      "agent",
      "cheap",
    ],
    [
      "a simple ask to plan",
      { routing: withoutAgents, agent: "plan", found: { class: "simple" } },
      "classified",
      "smart",
    ],
    [
      "a hard ask to plan",
      { routing: withoutAgents, agent: "plan", found: { class: "reasoning" } },
      "classified",
      "premium",
    ],
    [
      "an agent that is called like something every object has",
      { agent: "constructor" },
      "classified",
      "cheap",
    ],
    ["an agent with a fixed tier", { agent: "plan", found: { class: "simple" } }, "agent", "premium"],
  ] as const)("%s", (_what, given, cause, tier) => {
    expect(decided(given as Parameters<typeof decided>[0])).toMatchObject({ cause, tier })
  })

  test.each([
    ["complex work", { found: { class: "complex" } }, "cheap"],
    ["work that needs reasoning", { found: { class: "reasoning" } }, "smart"],
    ["medium work at smartFrom", { found: { score: 0.5 } }, "cheap"],
    ["simple work", { found: { class: "simple" } }, "cheap"],
    [
      "work for the plan agent, which has a floor",
      { routing: withoutAgents, agent: "plan", found: { class: "simple" } },
      "smart",
    ],
    ["the tier asked for", { asked: "smart" }, "smart"],
    ["the tier a person chose", { chosenTier: "premium" }, "premium"],
    ["an agent's fixed tier", { agent: "plan" }, "premium"],
  ] as const)(
    "where the project's checks judge it, %s begins on the tier below, never below cheap",
    (_what, given, tier) => {
      const { tier: begun, signals } = decided({ ...(given as object), isChecked: () => true })
      expect(begun).toBe(tier)
      const plain = decided(given as Parameters<typeof decided>[0])
      expect(signals.some((signal) => signal.startsWith(BEGINS_LOWER))).toBe(plain.tier !== tier)
    },
  )

  test("only a classified ask has a class, with its reasons for signals", () => {
    expect(decided({ found: { class: "simple" } })).toMatchObject({
      class: "simple",
      signals: ["a reason", "90 % sure; 40 % that a cheap model is not enough"],
    })
    for (const given of [{ asked: "cheap" }, { agent: "title" }, { agent: "explore" }, { asked: "smart/a" }])
      expect(decided(given).class).toBeNull()
  })

  test("nothing but the ask of the human is classified", () => {
    const asks: string[] = []
    const classify = (ask: string) => {
      asks.push(ask)
      return classified({})
    }
    decided({ classify })
    expect(asks).toEqual(["do it"])
  })

  test.each([
    ["frugal", "reasoning", 0.9, "smart"],
    ["frugal", "medium", 0.7, "cheap"],
    ["balanced", "medium", 0.7, "smart"],
    ["balanced", "medium", 0.1, "cheap"],
    ["quality", "medium", 0.1, "smart"],
    ["quality", "simple", 0.1, "cheap"],
  ] as const)("profile %s sends a %s ask of score %d to %s", (profile, taskClass, score, tier) => {
    const found = classified({ class: taskClass as TaskClass, score })
    expect(tierOf(found, applyProfile(configSchema.parse({ profile })))).toBe(tier)
  })
})

describe("the candidates", () => {
  test("are the tier's models, then the dearer tiers', then the cheaper ones', each once, never a free one unasked", () => {
    expect(decided({ found: { class: "complex" } }).models).toEqual([
      "smart/a",
      "smart/b",
      "premium/a",
      "cheap/a",
      "cheap/b",
    ])
    expect(decided({ found: { class: "simple" } }).models).toEqual([
      "cheap/a",
      "cheap/b",
      "smart/a",
      "smart/b",
      "premium/a",
    ])
    expect(decided({ found: { class: "reasoning" } }).models).toEqual([
      "premium/a",
      "smart/a",
      "smart/b",
      "cheap/a",
      "cheap/b",
    ])
  })

  test("of the free tier begin with the free ones", () => {
    expect(decided({ asked: "free" }).models[0]).toBe("free/a")
  })

  test("read what is attached", () => {
    expect(decided({ turn: { ...turn, media: ["image"] } }).models).toEqual([
      "cheap/b",
      "smart/b",
      "premium/a",
    ])
    expect(decided({ turn: { ...turn, media: ["image", "pdf"] } }).models).toEqual(["smart/b"])
    expect(decided({ turn: { ...turn, media: ["video"] } }).models).toEqual([])
  })

  test("have room for the prompt", () => {
    expect(decided({ turn: { ...turn, promptBytes: 400_000 } }).models).toEqual(["smart/a"])
    expect(decided({ turn: { ...turn, promptBytes: 4_000_000 } }).models).toEqual([])
  })

  test("are known to the catalogue", () => {
    const tiers = { ...routing.tiers, cheap: ["nobody/nothing", "cheap/a"] }
    expect(decided({ asked: "cheap", routing: { ...routing, tiers } }).models[0]).toBe("cheap/a")
  })

  test("of a pinned model are that model and no other, whatever the agent", () => {
    expect(decided({ asked: "smart/b", agent: "title" })).toMatchObject({ cause: "pinned", tier: null })
    expect(new Set(decided({ asked: "smart/b" }).models)).toEqual(new Set(["smart/b"]))
    expect(decided({ asked: "nobody/nothing" }).cause).toBe("unknown-model")
  })

  test.each([
    [299_999, true],
    [300_000, false],
  ])("%d bytes in a context of 100,000 tokens: %p", (promptBytes, expected) => {
    expect(fits(model("a/b"), { ...turn, promptBytes })).toBe(expected)
  })
})

test("with the shipped catalogue each tier of each profile has models, and savings have a baseline", async () => {
  const { findModel } = await import("../../ledger/index.ts")
  for (const profile of ["frugal", "balanced", "quality"] as const) {
    const { tiers, baseline } = applyProfile(configSchema.parse({ profile }))
    for (const [tier, ids] of Object.entries(tiers))
      for (const id of ids) {
        const found = findModel(id)
        expect(`${tier} ${id} ${found?.tools}`).toBe(`${tier} ${id} true`)
        if (tier === "free") expect(found?.price.outputNanoPerMillion).toBe(0n)
      }
    expect(baseline).toBe(tiers.smart[0] ?? "")
    expect(findModel(baseline)).toBeDefined()
  }
})
