// Random histories: whatever is held, moved, settled, lowered and lost, all sums are what the rows add up to.
import { expect, test } from "bun:test"
import fc from "fast-check"
import {
  type Call,
  type HourTotals,
  type Ledger,
  openLedger,
  type Part,
  type SpentQuery,
} from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { costsByKind, fallen, plainTallies, tallied, talliesOf } from "./metrics/plain-tallies.ts"
import { nameOfHour, plainHours, plainSpent } from "./plain-sums.ts"
import { callStart, fixedBound, noUsage, settlement } from "./sample-calls.ts"

const HANG_MS = 1_800_000
const HOUR_MS = 60 * 60 * 1000
/** The last hours of a leap February that ends in the middle of a week. */
const FIRST_HOUR = Date.parse("2028-02-27T20:00:00Z")
const HOURS = 130

const STEPS = 500
/** In all, on SQLite; the full lane (scripts/test-all.ts) asks for more. */
const ALL_STEPS = Number(process.env.RALEX_DRIFT_STEPS ?? 3_000)
const RUNS = { sqlite: ALL_STEPS / STEPS, postgres: 1 }

const PROJECTS = ["/a", "/b"]
const AGENTS = ["build", "plan", "explore"]
const TIERS = ["cheap", "smart", "premium", null] as const
const MODELS = ["a/x", "a/y", "b/z"]
const IDS = ["one", "two", "three", "four"]

const nano = fc.oneof(fc.bigInt(0n, 1_000n), fc.bigInt(0n, 10n ** 15n))
const target = fc.record({ model: fc.constantFrom(...MODELS), tier: fc.constantFrom(...TIERS), nano })
const step = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      kind: fc.constant("hold" as const),
      project: fc.constantFrom(...PROJECTS),
      agent: fc.constantFrom(...AGENTS),
      rootSession: fc.constantFrom(...IDS),
      turn: fc.constantFrom(...IDS),
      run: fc.constantFrom(...IDS),
      class: fc.constantFrom("simple" as const, "complex" as const, null),
      hour: fc.nat(HOURS),
      to: target,
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant("rehold" as const), call: fc.nat(), to: target }),
  },
  {
    weight: 40,
    arbitrary: fc.record({
      kind: fc.constant("settle" as const),
      call: fc.nat(),
      status: fc.constantFrom("settled" as const, "estimated" as const, "unreconciled" as const),
      outcome: fc.constantFrom("ok", "aborted", "overloaded"),
      model: fc.constantFrom(...MODELS),
      costNano: nano,
      tokens: fc.nat(100_000),
      ms: fc.option(fc.nat(600_000)),
      attempts: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("lower" as const), call: fc.nat(), nano }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("note" as const), call: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("die" as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Takes a step; those that the ledger refuses by its contract are no steps. */
async function take(ledger: Ledger, ids: string[], one: Step, die: () => Promise<void>): Promise<void> {
  if (one.kind === "hold") {
    const { kind: _, hour, to, ...place } = one
    const startedAt = new Date(FIRST_HOUR + hour * HOUR_MS + 1_234)
    const start = callStart({ ...place, startedAt, model: to.model, tier: to.tier })
    await ledger.hold(start, fixedBound(to.nano), [])
    ids.push(start.id)
    return
  }
  if (one.kind === "die") return die()
  const id = ids[one.call % Math.max(1, ids.length)]
  if (id === undefined) return
  if (one.kind === "lower") return ledger.lowerHold(id, one.nano)
  if (one.kind === "note") return ledger.noteGeneration(id, `gen-${one.call}`)
  if (one.kind === "rehold") {
    const { model, tier } = one.to
    const moved = ledger.rehold(id, { model, tier, bound: fixedBound(one.to.nano), limits: [] })
    return moved.then(
      () => {},
      (error: Error) => expect(error.message).toContain("can not be held again"),
    )
  }
  const { status, outcome, model, costNano, tokens, ms, attempts } = one
  const usage = { ...noUsage, inputTokens: tokens, cachedTokens: tokens >> 1, outputTokens: tokens >> 3 }
  const times = { timeToFirstTokenMs: ms === null ? null : ms / 10, durationMs: ms ?? 0 }
  const given = { status, outcome, model, usage, attempts, cacheSavedNano: costNano / 3n, ...times }
  const settled = ledger.settle(id, settlement(costNano, given))
  await settled
  // As a retried settlement comes again.
  if (tokens % 5 === 0) await ledger.settle(id, settlement(costNano, given))
}

const PARTS: Part[] = [
  {},
  ...PROJECTS.map((project) => ({ project })),
  ...AGENTS.flatMap((agent) => [{ agent }, { project: "/a", agent }]),
  ...MODELS.flatMap((model) => [{ model }, { project: "/b", model }]),
  ...TIERS.flatMap((tier) => (tier ? [{ tier }, { project: "/a", tier }, { agent: "plan", tier }] : [])),
]

function queries(): SpentQuery[] {
  const days = [0, 2, 5].map((day) => new Date(FIRST_HOUR + day * 24 * HOUR_MS))
  const windows = days.flatMap((at) =>
    (["daily", "weekly", "monthly"] as const).flatMap((scope) => PARTS.map((part) => ({ scope, at, part }))),
  )
  const ids = IDS.flatMap((id) =>
    (["session", "turn", "run"] as const).flatMap((scope) =>
      [{}, { agent: "plan" }, { model: "a/x" }].map((part) => ({
        ...{ scope, part, at: new Date(FIRST_HOUR) },
        ...{ rootSession: id, turn: id, run: id },
      })),
    ),
  )
  return [...windows, ...ids]
}

async function expectNoDrift(ledger: Ledger): Promise<void> {
  const calls = await ledger.calls({})
  for (const query of queries())
    expect({ query, spent: await ledger.spent(query) }).toEqual({ query, spent: plainSpent(calls, query) })
  const expected = plainHours(calls)
  const hours = await ledger.totals(null)
  expect(hours.map(nameOfHour).sort()).toEqual([...expected.keys()].sort())
  for (const hour of hours) {
    expect(hour).toMatchObject({ ...expected.get(nameOfHour(hour)) })
    expectTimes(
      hour,
      calls.filter((call) => nameOfHour({ ...hour }) === nameOf(call)),
    )
  }
  const tallies = await ledger.tallies()
  expect(talliesOf(tallies)).toEqual(plainTallies(calls))
  expect(tallied(tallies, "cost")).toEqual(costsByKind(calls))
  expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
}

function nameOf(call: Call): string {
  return [...plainHours([call]).keys()][0] ?? ""
}

/** Every time that was measured is in its bucket, and no other. */
function expectTimes(hour: HourTotals, calls: Call[]): void {
  const sum = (histogram: Record<string, number>) =>
    Object.values(histogram).reduce((all, count) => all + count, 0)
  const measured = (of: (call: Call) => number | null) => calls.filter((call) => of(call) !== null).length
  expect(sum(hour.timeToFirstToken)).toBe(measured(({ timeToFirstTokenMs }) => timeToFirstTokenMs))
  expect(sum(hour.duration)).toBe(measured(({ durationMs }) => durationMs))
  for (const count of [...Object.values(hour.timeToFirstToken), ...Object.values(hour.duration)])
    expect(count).toBeGreaterThan(0)
}

eachStore("sums never drift", ({ name, newAddress }) => {
  test(
    `over ${STEPS * RUNS[name]} random steps`,
    async () => {
      const steps = fc.array(step, { minLength: STEPS, maxLength: STEPS, size: "max" })
      const history = fc.asyncProperty(steps, async (all) => {
        let alive = true
        const processes = { self: { host: "h", pid: 1, started: "" }, isAlive: () => alive }
        const ledger = await openLedger(name === "sqlite" ? "sqlite::memory:" : await newAddress(), {
          processes,
        })
        const die = async () => {
          alive = false
          await ledger.unsettled()
          alive = true
        }
        const ids: string[] = []
        let before = await ledger.tallies()
        for (const one of all) {
          await take(ledger, ids, one, die)
          const after = await ledger.tallies()
          expect(fallen(before, after)).toEqual([])
          before = after
        }
        await expectNoDrift(ledger)
        await ledger.close()
      })
      await fc.assert(history, { numRuns: RUNS[name], endOnFailure: true })
    },
    HANG_MS,
  )
})
