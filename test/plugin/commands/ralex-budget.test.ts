// What /ralex-budget shows and lifts, on a real ledger: a lift holds for the next call, as long as was said.
import { afterEach, describe, expect, test } from "bun:test"
import { type CallStart, type Limit, usdToNano, windowOf } from "../../../ledger/index.ts"
import { ralexBudget } from "../../../plugin/commands/ralex-budget.ts"
import { closeSamples, type Sample, sample } from "../sample-opencode.ts"

afterEach(closeSamples)

const at = new Date()

function say({ instance }: Sample, words: string, rootSession = "ses_1"): Promise<string> {
  return ralexBudget.answer(words.split(" ").filter(Boolean), { instance, rootSession, at })
}

function startOf({ instance }: Sample, rootSession = "ses_1"): CallStart {
  return {
    id: crypto.randomUUID(),
    startedAt: new Date(),
    project: instance.project,
    session: rootSession,
    rootSession,
    run: instance.run,
    turn: `msg of ${rootSession}`,
    agent: "build",
    class: null,
    tier: "cheap",
    cause: "class",
    signals: [],
    modelAsked: "auto",
    model: "a/b",
    provider: "openrouter",
    keyId: null,
  }
}

/** Holds so many USD against the limits that are set. */
async function hold(it: Sample, usd: number, rootSession?: string): Promise<string> {
  const limits: Limit[] = it.instance.loaded.limits.map(({ scope, usd: limit, part }) => ({
    scope,
    limitNano: usdToNano(limit),
    part,
  }))
  const bound = {
    inputNano: usdToNano(usd),
    outputNanoPerMillion: 0n,
    maxOutputTokens: 1,
    minOutputTokens: 1,
  }
  return (await it.ledger.hold(startOf(it, rootSession), bound, limits)).kind
}

describe("shows", () => {
  test("each limit with what is spent, held and left, and what happens at it", async () => {
    const budgets = { call: 0.5, turn: 0.7, session: 1, daily: 5, agents: { explore: { daily: 2 } } }
    const it = await sample({ budgets })
    await hold(it, 0.25)
    await hold(it, 0.5, "ses_2")
    const shown = await say(it, "")
    expect(shown).toContain("the call budget: USD 0.50 for each model call\n")
    expect(shown).toContain("the turn budget: USD 0.70 for each ask\n")
    expect(shown).toMatch(
      /the session budget: USD 0.25 of USD 1.00 is spent \(USD 0.25 of it held .*USD 0.75 left/,
    )
    expect(shown).toMatch(/the daily budget: USD 0.75 of USD 5.00 is spent .*USD 4.25 left/)
    expect(shown).toContain("the daily budget of agent explore: USD 0.00 of USD 2.00 is spent, USD 2.00 left")
    expect(shown).toContain(
      "Today (UTC) USD 0.75 is spent or held in all. At a limit Ralex goes on with free models.",
    )
    expect(shown).toContain("`/ralex-budget daily 10`")
  })

  test("that one is reached, and where one is heading", async () => {
    const it = await sample({ budgets: { daily: 1, monthly: 500, onLimit: "stop" } })
    const start = startOf(it)
    const bound = {
      inputNano: usdToNano(1),
      outputNanoPerMillion: 0n,
      maxOutputTokens: 1,
      minOutputTokens: 1,
    }
    await it.ledger.hold(start, bound, [])
    await it.ledger.settle(start.id, {
      status: "settled",
      outcome: "ok",
      costNano: usdToNano(1),
      baselineNano: 0n,
      cacheSavedNano: 0n,
      usage: { inputTokens: 1, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 1, reasoningTokens: 0 },
      model: "a/b",
      generationId: null,
      timeToFirstTokenMs: 1,
      durationMs: 1,
      attempts: 1,
    })
    const shown = await say(it, "")
    expect(shown).toContain("the daily budget: USD 1.00 of USD 1.00 is spent, it is reached\n")
    expect(shown).toMatch(
      /the monthly budget: .*; at this pace (USD [\d.]+ by|it is reached about) \d{4}-\d\d-\d\d/,
    )
    expect(shown).toContain("At a limit Ralex makes no call.")
  })

  test("that none is set, and how to set one", async () => {
    expect(await say(await sample(), "")).toMatch(/^No budget is set\..*`ralex budget set daily 5`/)
  })
})

describe("lifts", () => {
  test("a session's, run's, turn's or call's for this root session", async () => {
    for (const scope of ["session", "run", "turn", "call"] as const) {
      const it = await sample({ budgets: { [scope]: 0.5, onLimit: "stop" } })
      expect(await hold(it, 1)).toBe("over-budget")
      expect(await say(it, `${scope} 2`)).toContain(`The ${scope} budget is USD 2.00 for this session.`)
      expect(await it.ledger.lifts(new Date(), "ses_1")).toMatchObject([
        {
          scope,
          part: {},
          limitNano: 2_000_000_000n,
          rootSession: "ses_1",
          until: null,
          by: "/ralex-budget",
        },
      ])
      expect(await hold(it, 1)).toBe("held")
      expect(await hold(it, 1, "ses_2")).toBe("over-budget")
    }
  })

  test("a calendar one for every session, until the UTC day ends", async () => {
    for (const scope of ["daily", "weekly", "monthly"] as const) {
      const it = await sample({ budgets: { [scope]: 0.5, onLimit: "stop" } })
      const told = await say(it, `${scope} NONE`)
      expect(told).toContain(`The ${scope} budget is no longer a limit until midnight UTC.`)
      expect(told).toContain(
        `the ${scope} budget: none for a while (else USD 0.50), USD 0.00 is spent or held`,
      )
      const until = windowOf("daily", at).end
      expect(await it.ledger.lifts(at, "any")).toMatchObject([
        { scope, limitNano: null, rootSession: null, until },
      ])
      expect(await it.ledger.lifts(until, "any")).toEqual([])
      expect(await hold(it, 9, "ses_2")).toBe("held")
    }
  })

  test("nothing where there is no such limit, and says where one is set", async () => {
    const it = await sample({ budgets: { daily: 5, agents: { explore: { session: 1 } } } })
    expect(await say(it, "weekly 9")).toContain("No weekly budget is set, so there is nothing to lift.")
    const told = await say(it, "session 9")
    expect(told).toContain("nothing was lifted")
    expect(told).toContain("the session budget of agent explore: USD 0.00 of USD 1.00")
    expect(await it.ledger.lifts(new Date(), "ses_1")).toEqual([])
  })

  test.each(["daily", "daily five", "yearly 5", "5 daily", "daily -1", "daily 5 now", "set daily 5"])(
    "nothing for %j, and says how",
    async (words) => {
      const it = await sample({ budgets: { daily: 5 } })
      expect(await say(it, words)).toMatch(/ Nothing was changed\.\n\nTo lift one: `\/ralex-budget daily 10`/)
      expect(await it.ledger.lifts(new Date(), "ses_1")).toEqual([])
    },
  )

  test("nothing while the ledger can not be used", async () => {
    const it = await sample({ budgets: { daily: 5 } })
    it.instance.environment = { ...it.instance.environment, ledger: "sqlite:/proc/nowhere/ledger.db" }
    expect(await say(it, "daily none")).toMatch(/^The ledger can not be used \(/)
  })
})
