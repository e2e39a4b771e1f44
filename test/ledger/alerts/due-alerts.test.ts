// What the person should be told about money, and under which keys it is said once.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { TIERS, withoutRetryWords } from "../../../config/index.ts"
import {
  type AlertCauses,
  alertTotalsSince,
  dueAlerts,
  type OverBudget,
  type Part,
  type Standing,
} from "../../../ledger/index.ts"
import { hourTotals } from "../sample-totals.ts"

const USD = 1_000_000_000n
const CENT = USD / 100n
const noon = new Date("2026-11-19T12:00:00Z")
const place = { at: noon, rootSession: "ses_1", turn: "msg_1", run: "run_1" }
const wishes = { at: [50, 80, 95, 100], forecast: false, spike: null as number | null }

function standing(spentCents: bigint, given: Partial<Standing> = {}): Standing {
  return { scope: "daily", limitNano: 5n * USD, countedNano: spentCents * CENT, pendingNano: 0n, ...given }
}

function due(causes: Partial<AlertCauses>, given: Partial<typeof wishes> = {}) {
  const alerts = dueAlerts({ place, ...causes }, { ...wishes, ...given })
  return {
    said: alerts.filter(({ silent }) => !silent).map(({ row }) => row),
    keys: alerts.map(({ row }) => row.key),
  }
}

describe("thresholds", () => {
  test.each<[bigint, string[]]>([
    [249n, []],
    [250n, ["50"]],
    [400n, ["80", "50"]],
    [474n, ["80", "50"]],
    [475n, ["95", "80", "50"]],
    [500n, ["100", "95", "80", "50"]],
    [700n, ["100", "95", "80", "50"]],
  ])("%s cents of 5 USD pass %j, and only the highest is said", (cents, percents) => {
    const { said, keys } = due({ standings: [standing(cents)] })
    expect(keys.map((key) => key.split(":")[2] ?? "")).toEqual(percents)
    expect(said.map(({ key }) => key)).toEqual(keys.slice(0, 1))
  })

  test("the sentence has the amounts, the end of the window and what to do", () => {
    const [alert] = due({ standings: [standing(430n, { pendingNano: 10n * CENT })] }).said
    expect(alert?.level).toBe("warning")
    expect(alert?.text).toBe(
      "Ralex: 84 % of the daily budget is spent: USD 4.20 of USD 5.00, and USD 0.10 more is held; it starts anew at " +
        "2026-11-20 00:00 UTC. See where it went with `ralex report`, or lift it for today with " +
        "`ralex budget set daily <usd> --today`.",
    )
  })

  test("the key holds scope, percent, window, limit and part", () => {
    const part = { agent: "explore", project: "/work/a:b" }
    expect(due({ standings: [standing(250n)] }).keys).toEqual(["limit:daily:50:2026-11-19:5000000000"])
    expect(due({ standings: [standing(250n, { part, scope: "weekly" })] }).keys).toEqual([
      "limit:weekly:50:2026-11-16:5000000000:agent%3Dexplore:project%3D%2Fwork%2Fa%3Ab",
    ])
  })

  test.each([
    ["session", "ses_1"],
    ["turn", "msg_1"],
    ["run", "run_1"],
    ["monthly", "2026-11-01"],
  ] as const)("the window of a %s is %s", (scope, window) => {
    const { keys, said } = due({ standings: [standing(250n, { scope })] })
    expect(keys).toEqual([`limit:${scope}:50:${window}:5000000000`])
    expect(said[0]?.text).toContain(`of the ${scope} budget is spent`)
  })

  test.each<[Partial<Standing>, string, string]>([
    [
      { part: { agent: "explore", tier: "cheap", project: "/home/me/shop" } },
      "the daily budget of agent explore of the cheap tier in project shop is spent",
      "or raise it where it is set, in ralex.yaml.",
    ],
    [
      { scope: "monthly", part: { project: "/home/me/shop" } },
      "the monthly budget in project shop",
      "`ralex budget set monthly <usd> --today`.",
    ],
    [
      { scope: "turn", part: { model: "a/b" } },
      "the turn budget of model a/b",
      "or raise it where it is set",
    ],
    [{ scope: "session" }, "the session budget is spent", "or lift it with `/ralex-budget session <usd>`."],
  ])("of %j the sentence names the part, and the way that lifts it", (given, name, way) => {
    const [alert] = due({ standings: [standing(250n, given)] }).said
    expect(alert?.text).toContain(name)
    expect(alert?.text).toContain(way)
  })

  test("what is only held passes nothing", () => {
    expect(due({ standings: [standing(500n, { pendingNano: 300n * CENT })] }).keys).toEqual([])
  })

  test("a limit of nothing, and that of a call, are silent", () => {
    expect(
      due({ standings: [standing(0n, { limitNano: 0n }), standing(500n, { scope: "call" })] }).keys,
    ).toEqual([])
  })

  test("only the percents that are wished for are passed", () => {
    expect(due({ standings: [standing(500n)] }, { at: [60] }).said).toHaveLength(1)
    expect(due({ standings: [standing(500n)] }, { at: [] }).said).toEqual([])
  })
})

describe("a refused call", () => {
  const refusal: OverBudget = {
    kind: "over-budget",
    scope: "daily",
    limitNano: 5n * USD,
    spentNano: 492n * CENT,
    neededNano: 20n * CENT,
  }

  test("means that the limit is reached, though cents of it are left", () => {
    const { said, keys } = due({ refusals: [refusal] })
    expect(keys).toHaveLength(4)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatchObject({ key: "limit:daily:100:2026-11-19:5000000000", level: "error" })
    expect(said[0]?.text).toContain("the daily budget is reached: USD 4.92 of USD 5.00")
    expect(said[0]?.text).toContain("Wait until 2026-11-20 00:00 UTC, or lift it for today")
  })

  test("is said once beside the standing of its limit, and leaves other limits alone", () => {
    const standings = [standing(492n), standing(492n, { part: { agent: "build" }, limitNano: 50n * USD })]
    expect(due({ standings, refusals: [refusal] }).keys).toHaveLength(4)
    const other = { ...refusal, part: { agent: "build" } }
    expect(due({ standings: [standing(10n)], refusals: [other] }).keys).toHaveLength(4)
  })

  test("far below the limit leaves the thresholds that are yet to pass to be told", () => {
    const { said, keys } = due({
      standings: [standing(200n)],
      refusals: [{ ...refusal, spentNano: 200n * CENT }],
    })
    expect(keys).toEqual(["limit:daily:100:2026-11-19:5000000000"])
    expect(said).toHaveLength(1)
    expect(due({ standings: [standing(200n)], refusals: [refusal] }, { at: [] }).keys).toEqual([])
  })

  test("of the per-call limit is no alert", () => {
    expect(due({ refusals: [{ ...refusal, scope: "call" }] }).keys).toEqual([])
  })
})

describe("a forecast", () => {
  const totals = [hourTotals("2026-11-19T08:00:00Z", 400n * CENT)]

  test("beyond the limit is said with its time and rate", () => {
    const { said } = due({ standings: [standing(400n)], totals }, { forecast: true, at: [] })
    expect(said.map(({ key }) => key)).toEqual(["forecast:daily:2026-11-19:5000000000"])
    expect(said[0]?.text).toMatch(
      /daily budget of USD 5\.00 will be used up about 2026-11-19 1\d:\d\d UTC: at USD/,
    )
    expect(said[0]?.text).toContain("by 2026-11-20 00:00 UTC")
  })

  const evening = { ...place, at: new Date("2026-11-19T21:00:00Z") }

  test.each<[string, Partial<AlertCauses>, boolean]>([
    ["within the limit", { place: evening, standings: [standing(300n)], totals }, true],
    ["of what is reached", { standings: [standing(500n)], totals }, true],
    ["without totals", { standings: [standing(400n)] }, true],
    ["that nobody wishes for", { standings: [standing(400n)], totals }, false],
  ])("%s is not said", (_what, causes, forecast) => {
    expect(due(causes, { forecast, at: [] }).keys).toEqual([])
  })

  test("is not said before a fifth of the limit is spent", () => {
    const night = { ...place, at: new Date("2026-11-19T01:00:00Z") }
    const dearDays = [hourTotals("2026-11-18T00:00:00Z", 4n * USD)]
    const saidAt = (cents: bigint) =>
      due({ place: night, standings: [standing(cents)], totals: dearDays }, { forecast: true, at: [] }).said
    expect(saidAt(99n)).toEqual([])
    expect(saidAt(100n)).toHaveLength(1)
  })

  test("of a limit that refused a call is not said", () => {
    const refusal = { kind: "over-budget" as const, scope: "daily" as const, neededNano: 2n * USD }
    const refusals = [{ ...refusal, limitNano: 5n * USD, spentNano: 400n * CENT }]
    expect(due({ standings: [standing(400n)], refusals, totals }, { forecast: true, at: [] }).keys).toEqual(
      [],
    )
  })
})

describe("a spike", () => {
  const days = (...spent: [day: string, cents: bigint][]) =>
    spent.map(([day, cents]) => hourTotals(`2026-11-${day}T10:00:00Z`, cents * CENT))
  const usual = days(["12", 100n], ["16", 100n], ["18", 100n])

  test("is a day of so many times the mean of the week's days with spend", () => {
    const { said } = due({ totals: [...usual, ...days(["19", 300n])] }, { spike: 3 })
    expect(said.map(({ key }) => key)).toEqual(["spike:2026-11-19"])
    expect(said[0]?.text).toContain("USD 3.00 is 3.0 times that of a usual day of the last week (USD 1.00)")
    expect(due({ totals: [...usual, ...days(["19", 299n])] }, { spike: 3 }).said).toEqual([])
  })

  test("needs three days to compare with, none of them older than a week", () => {
    const old = days(["11", 100n], ["16", 100n], ["18", 100n], ["19", 900n])
    expect(due({ totals: old }, { spike: 3 }).said).toEqual([])
    expect(alertTotalsSince(noon)).toEqual(new Date("2026-11-12T00:00:00Z"))
  })

  test("is not looked for when nobody wishes it", () => {
    expect(due({ totals: [...usual, ...days(["19", 900n])] }).said).toEqual([])
  })
})

test("a tier that is down is said again in the next hour, and its reason is cleaned", () => {
  const tiersDown = [{ tier: "premium" as const, reason: "key sk-or-v1-0123456789abcdef\nwas refused." }]
  const { said } = due({ tiersDown })
  expect(said.map(({ key }) => key)).toEqual(["tier-down:premium:2026-11-19T12"])
  expect(said[0]?.text).toContain("every model of the premium tier is down (key [redacted] was refused). Add")
  const later = { ...place, at: new Date("2026-11-19T13:00:00Z") }
  expect(due({ place: later, tiersDown }).keys).toEqual(["tier-down:premium:2026-11-19T13"])
})

describe("OpenRouter's books", () => {
  const books = { keyId: "k1", since: new Date("2026-11-18T09:00:00Z"), spentNano: 2n * USD, pendingNano: 0n }

  test.each<[string, bigint, bigint, boolean]>([
    ["the same", 2n * USD, 0n, false],
    ["a cent more", 201n * CENT, 0n, false],
    ["ten cents more", 210n * CENT, 0n, true],
    ["ten cents more, which may be what is held", 210n * CENT, 10n * CENT, false],
    ["ten cents less", 190n * CENT, 0n, true],
    ["ten cents less with holds", 190n * CENT, 10n * CENT, true],
  ])("with %s", (_what, billedNano, pendingNano, disagree) => {
    expect(due({ books: [{ ...books, billedNano, pendingNano }] }).said).toHaveLength(disagree ? 1 : 0)
  })

  test("are said once a day for each key, with both amounts and what to do", () => {
    const [alert] = due({ books: [{ ...books, billedNano: 3n * USD }] }).said
    expect(alert?.key).toBe("books:k1:2026-11-19")
    expect(alert?.text).toContain(
      "billed USD 3.00 to this key since 2026-11-18 09:00 UTC, and the ledger has USD 2.00",
    )
    expect(alert?.text).toContain("`ralex reconcile`")
  })
})

describe("a key of the person's", () => {
  const day = (days: number) => new Date(noon.getTime() + days * 86_400_000)

  test.each<[string, bigint | null, bigint | null, Date | null, string[]]>([
    ["without limit or end", null, null, null, []],
    ["with a third of its limit", 9n * USD, 3n * USD, null, []],
    ["with a tenth of its limit", 10n * USD, USD, null, ["key-limit:k1:2026-11-19"]],
    ["with nothing left, and a limit of nothing", 0n, 0n, null, ["key-limit:k1:2026-11-19"]],
    ["that ends in eight days", null, null, day(8), []],
    ["that ends in six days", null, null, day(6), ["key-end:k1:2026-11-19"]],
    ["that has ended", null, null, day(-1), ["key-end:k1:2026-11-19"]],
  ])("%s", (_what, limitNano, limitLeftNano, expiresAt, keys) => {
    expect(due({ keys: [{ keyId: "k1", limitNano, limitLeftNano, expiresAt }] }).keys).toEqual(keys)
  })
})

describe("whatever happens", () => {
  const nano = fc.bigInt({ min: 0n, max: 10n ** 14n })
  const name = fc.oneof(fc.constantFrom("explore", "500", "rate limit\n", "tokens"), fc.string())
  const part = fc.record({ agent: name, model: name, project: name }, { requiredKeys: [] })
  const scope = fc.constantFrom("turn" as const, "session", "run", "daily", "weekly", "monthly")
  const standings = fc.array(
    fc
      .record({ scope, part, limitNano: nano, spentNano: nano, pendingNano: nano })
      .map(({ spentNano, ...rest }): Standing => ({ ...rest, countedNano: spentNano + rest.pendingNano })),
    { maxLength: 4 },
  )
  const totals = fc.array(
    fc
      .record({ hoursAgo: fc.integer({ min: 0, max: 200 }), nano })
      .map((row) => hourTotals(new Date(noon.getTime() - row.hoursAgo * 3_600_000), row.nano)),
    { maxLength: 30 },
  )
  const causes = fc.record({
    place: fc.constant(place),
    standings,
    totals,
    tiersDown: fc.array(fc.record({ tier: fc.constantFrom(...TIERS), reason: name }), { maxLength: 2 }),
    books: fc.array(
      fc.record({
        keyId: name,
        since: fc.constant(noon),
        billedNano: nano,
        spentNano: nano,
        pendingNano: nano,
      }),
      { maxLength: 2 },
    ),
    keys: fc.array(
      fc.record({
        keyId: name,
        limitNano: nano,
        limitLeftNano: nano,
        expiresAt: fc.constantFrom(noon, null),
      }),
      { maxLength: 2 },
    ),
  })

  test("each text is one line about a budget that OpenCode does not retry", () => {
    fc.assert(
      fc.property(causes, (given) => {
        for (const { row } of dueAlerts(given, { ...wishes, forecast: true, spike: 3 })) {
          expect(row.text).toContain("budget")
          expect(withoutRetryWords(row.text)).toBe(row.text)
          expect(row.text).not.toMatch(/\p{Cc}/u)
          expect(row.text).toStartWith("Ralex: ")
        }
      }),
    )
  })

  test("of each limit at most one threshold is said", () => {
    fc.assert(
      fc.property(standings, (given) => {
        for (const one of given) expect(due({ standings: [one] }).said.length).toBeLessThanOrEqual(1)
      }),
    )
  })

  test("keys do not depend on how much is spent, nor on the order of a part's words", () => {
    fc.assert(
      fc.property(scope, part, nano, (ofScope, ofPart, more) => {
        const turned = Object.fromEntries(Object.entries(ofPart).toReversed()) as Part
        const at = (countedNano: bigint, given: Part) =>
          due({ standings: [standing(0n, { scope: ofScope, part: given, countedNano })] }).keys
        expect(at(5n * USD + more, turned)).toEqual(at(5n * USD, ofPart))
      }),
    )
  })

  test("a name that is no text does not break a key", () => {
    const part = { agent: "\ud800" }
    expect(due({ standings: [standing(250n, { part })] }).said).toHaveLength(1)
  })

  test("different parts and windows have different keys", () => {
    fc.assert(
      fc.property(part, part, fc.string(), fc.string(), (one, other, turn, next) => {
        const key = (ofPart: Part, of: string) =>
          due({ place: { ...place, turn: of }, standings: [standing(250n, { scope: "turn", part: ofPart })] })
            .keys[0]
        const same = Bun.deepEquals(one, other) && turn === next
        expect(key(one, turn) === key(other, next)).toBe(same)
      }),
    )
  })
})
