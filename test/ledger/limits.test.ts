// Random histories against a limit: the sums agree with a model kept in plain numbers, and no limit is crossed.
import { expect, test } from "bun:test"
import fc from "fast-check"
import { type Bound, costOfTokens, type Limit, openLedger } from "../../ledger/index.ts"
import { callStart, settlement } from "./sample-calls.ts"

const DAY_MS = 86_400_000
const monday = Date.parse("2026-11-16T00:00:00Z")

type Step =
  | { kind: "hold"; session: string; day: number; bound: Bound }
  | { kind: "rehold"; call: number; bound: Bound }
  | { kind: "settle"; call: number; status: "settled" | "estimated" | "unreconciled"; share: number }

const bounds = fc
  .record({
    input: fc.nat(300),
    price: fc.nat(3_000_000),
    most: fc.integer({ min: 1, max: 200 }),
    least: fc.integer({ min: 1, max: 200 }),
  })
  .map(({ input, price, most, least }) => ({
    inputNano: BigInt(input),
    outputNanoPerMillion: BigInt(price),
    maxOutputTokens: most,
    minOutputTokens: Math.min(most, least),
  }))

const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("hold" as const),
        session: fc.constantFrom("a", "b"),
        day: fc.nat(9),
        bound: bounds,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("rehold" as const), call: fc.nat(40), bound: bounds }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("settle" as const),
        call: fc.nat(40),
        status: fc.constantFrom("settled" as const, "estimated" as const, "unreconciled" as const),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
  ),
  { minLength: 1, maxLength: 40 },
)

interface Kept {
  id: string
  session: string
  startedAt: Date
  status: string
  held: bigint
  cost: bigint
}

function counts({ status, held, cost }: Kept): bigint {
  if (status === "settled") return cost
  return held > cost ? held : cost
}

/** What the scope of a limit counts, worked out in a second way. */
function countedOf(kept: Kept[], scope: Limit["scope"], at: Date, session: string): bigint {
  const day = (date: Date) => Math.floor((date.getTime() - monday) / DAY_MS)
  const inScope = {
    call: () => false,
    session: (call: Kept) => call.session === session,
    daily: (call: Kept) => day(call.startedAt) === day(at),
    weekly: (call: Kept) => Math.floor(day(call.startedAt) / 7) === Math.floor(day(at) / 7),
    monthly: () => true,
    turn: () => true,
    run: () => true,
  }[scope]
  return kept.filter(inScope).reduce((sum, call) => sum + counts(call), 0n)
}

const limitsOf = fc.record({
  call: fc.option(fc.nat(1_000)),
  session: fc.option(fc.nat(2_000)),
  daily: fc.option(fc.nat(2_000)),
  weekly: fc.option(fc.nat(4_000)),
  monthly: fc.option(fc.nat(6_000)),
})

test("whatever is held, moved and settled, in any order, no limit is crossed and no sum drifts", async () => {
  await fc.assert(
    fc.asyncProperty(steps, limitsOf, async (history, amounts) => {
      const limits = Object.entries(amounts).flatMap(([scope, amount]) =>
        amount === null ? [] : [{ scope: scope as Limit["scope"], limitNano: BigInt(amount) }],
      )
      const ledger = await openLedger("sqlite::memory:")
      const kept: Kept[] = []
      for (const step of history) await take(step)
      await ledger.close()

      async function take(step: Step): Promise<void> {
        if (step.kind === "hold") return hold(step)
        const call = kept[step.call % Math.max(1, kept.length)]
        if (!call) return
        if (step.kind === "rehold") {
          if (call.status !== "held") return
          const outcome = await ledger.rehold(call.id, {
            model: "x/y",
            tier: null,
            bound: step.bound,
            limits,
          })
          if (outcome.kind === "held") call.held = outcome.heldNano
          return check(call)
        }
        // A call never costs more than is held for it: that is what a bound is.
        const cost = (call.held * BigInt(Math.floor(step.share * 1_000))) / 1_000n
        await ledger.settle(call.id, settlement(cost, { status: step.status }))
        if (call.status !== "settled") Object.assign(call, { status: step.status, cost })
        return check(call)
      }

      async function hold({ session, day, bound }: Extract<Step, { kind: "hold" }>): Promise<void> {
        const startedAt = new Date(monday + day * DAY_MS + 1)
        const start = callStart({ rootSession: session, startedAt })
        const outcome = await ledger.hold(start, bound, limits)
        const call = { id: start.id, session, startedAt, status: "held", held: 0n, cost: 0n }
        if (outcome.kind === "held") {
          expect(outcome.maxOutputTokens).toBeLessThanOrEqual(bound.maxOutputTokens)
          expect(outcome.maxOutputTokens).toBeGreaterThanOrEqual(bound.minOutputTokens)
          expect(outcome.heldNano).toBe(
            bound.inputNano + costOfTokens(outcome.maxOutputTokens, bound.outputNanoPerMillion),
          )
          kept.push({ ...call, held: outcome.heldNano })
        } else if (outcome.kind === "over-budget") {
          const spent = countedOf(kept, outcome.scope, startedAt, session)
          expect(outcome.spentNano).toBe(spent)
          expect(spent + outcome.neededNano).toBeGreaterThan(outcome.limitNano)
        }
        await check(call)
      }

      async function check({ session, startedAt }: Kept): Promise<void> {
        for (const { scope, limitNano } of limits) {
          if (scope === "call") continue
          const { countedNano } = await ledger.spent({ scope, at: startedAt, rootSession: session })
          expect(countedNano).toBe(countedOf(kept, scope, startedAt, session))
          expect(countedNano).toBeLessThanOrEqual(limitNano)
        }
      }
    }),
    { numRuns: 150 },
  )
}, 60_000)
