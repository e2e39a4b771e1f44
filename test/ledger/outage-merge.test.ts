// Whatever breaks, whenever, and whoever merges at once: what was said is in the ledger in the end, and once.
import { Database } from "bun:sqlite"
import { expect, test } from "bun:test"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import type { Ledger, Limit } from "../../ledger/index.ts"
import { mergeOutbox } from "../../ledger/outage/merge-outbox.ts"
import { readOperation, writeOperation } from "../../ledger/outage/operation.ts"
import { openOutageLedger } from "../../ledger/outage/outage-ledger.ts"
import { openOutbox } from "../../ledger/outage/outbox.ts"
import { type Break, type LossyDatabase, lossyDatabase, onlyMe } from "./lossy-database.ts"
import { plainTallies, sumOf, talliesOf } from "./metrics/plain-tallies.ts"
import { callStart, fixedBound, noon, settlement, verdict } from "./sample-calls.ts"

const ALLOWANCE = 300n
const daily: Limit[] = [{ scope: "daily", limitNano: 2_000n }]

async function inFolder(use: (path: string, database: LossyDatabase) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ralex-outage-merge-"))
  const database = await lossyDatabase()
  try {
    await use(join(folder, "outage.db"), database)
  } finally {
    await database.close()
    rmSync(folder, { recursive: true })
  }
}

test("an operation is the same after it was text", () => {
  const settled = settlement(12_345_678_901_234_567_890n, { generationId: null, timeToFirstTokenMs: 0.5 })
  for (const operation of [
    { kind: "hold", id: "a", start: callStart({ tier: null }), heldNano: 5n, owner: onlyMe.self },
    { kind: "settle", id: "a", settlement: settled },
    { kind: "record", verdict: verdict({ subject: '{"$nano":"1"}', rule: null }), unsure: true },
  ] as const)
    expect(readOperation(writeOperation(operation))).toEqual(operation)
})

/** What happens to a merger at one of its steps. */
const mishap = fc.constantFrom("none", "none", "none", "wait", "fail", "fail-after", "die")

test("several merge one outbox at once, fail and die at any step: each operation is written once, in order", async () => {
  const mergers = fc.array(fc.array(mishap, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(mergers, fc.integer({ min: 1, max: 70 }), (plans, count) =>
      inFolder(async (path, database) => {
        const outbox = await openOutbox(path, onlyMe.self, () => {})
        const remote = await database.open()
        for (let index = 0; index < count; index++) {
          const id = `call-${index}`
          const after = { model: "a/failed", reason: "overloaded" }
          const call = {
            start: callStart({ id, after }),
            bound: fixedBound(10n),
            limits: [],
            caps: undefined,
          }
          await outbox.hold(call, 0n)
          await outbox.append({ kind: "record", verdict: verdict({ subject: id }), unsure: false })
          if (index % 2 === 0)
            await outbox.append({ kind: "settle", id, settlement: settlement(BigInt(index)) })
        }
        await Promise.all(
          plans.map(async (plan) => {
            const steps = [...plan]
            const step = async <T>(work: () => Promise<T>): Promise<T> => {
              const next = steps.shift() ?? "none"
              if (next === "wait") await Bun.sleep(1)
              if (next === "fail") throw new Error("failed")
              // It is never heard of again.
              if (next === "die") return new Promise(() => {})
              const done = await work()
              if (next === "fail-after") throw new Error("failed")
              return done
            }
            const merging = mergeOutbox(
              { next: () => step(outbox.next), drop: (upTo) => step(() => outbox.drop(upTo)) },
              { write: (work) => step(() => remote.write(work)) },
            ).catch(() => {})
            await (plan.includes("die") ? Promise.race([merging, Bun.sleep(20)]) : merging)
          }),
        )
        await mergeOutbox(outbox, remote)

        const calls = await database.ledger.calls({})
        expect(calls.length).toBe(count)
        for (const call of calls) {
          const index = Number(call.id.split("-")[1])
          const expected =
            index % 2 === 0 ? { status: "settled", costNano: BigInt(index) } : { status: "held" }
          expect(call).toMatchObject(expected)
        }
        const subjects = (await database.ledger.verdicts({})).map(({ subject }) => subject)
        expect(subjects).toEqual(Array.from({ length: count }, (_, index) => `call-${index}`))
        const tallies = await database.ledger.tallies()
        expect(talliesOf(tallies)).toEqual(plainTallies(calls))
        expect(sumOf(tallies, "fallbacks")).toBe(BigInt(count))
        expect(sumOf(tallies, "verdicts")).toBe(BigInt(count))
        expect(await database.ledger.verify(true)).toMatchObject({ kind: "whole" })
        expect((await outbox.next()).operations).toEqual([])
        await outbox.close()
      }),
    ),
    { numRuns: 20 },
  )
}, 60_000)

type Action =
  | { do: "hold" | "rehold"; process: number; nano: bigint }
  | { do: "settle" | "note" | "record" | "crash"; process: number }
  | { do: "away" | "back" | "time" }
  | { do: "break"; how: Break }
  | { do: "slow"; delay: number }

const processOf = fc.integer({ min: 0, max: 2 })
const nano = fc.bigInt({ min: 1n, max: 120n })
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("hold" as const), process: processOf, nano }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("rehold" as const), process: processOf, nano }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("settle" as const), process: processOf }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("note", "record"), process: processOf }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const), process: processOf }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("away", "back", "time") }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("slow" as const), delay: fc.integer({ min: 0, max: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("break" as const),
      how: fc.constantFrom<Break>("before", "after", "for-good"),
    }),
  },
)

/** What is done at once. */
const together = fc.array(action, { minLength: 1, maxLength: 5 })

interface Known {
  process: number
  /** What it may be held at: two where an answer was lost. */
  held: bigint[]
  cost?: bigint
  /** The same for the id of its generation, which a move takes away. */
  noted: (string | null)[]
}

/** Three processes on one database and one outbox, and what they were told. */
class World {
  now = 1_000_000
  readonly calls = new Map<string, Known>()
  readonly refused: string[] = []
  readonly subjects: string[] = []
  private ids = 0
  private readonly all: Ledger[] = []
  private readonly processes: Ledger[] = []

  constructor(
    private readonly path: string,
    readonly database: LossyDatabase,
  ) {}

  async start(process: number): Promise<void> {
    const outage = await openOutageLedger({
      open: this.database.open,
      path: this.path,
      self: onlyMe.self,
      notice: () => {},
      now: () => this.now,
    })
    const ledger = outage({ allowanceNano: ALLOWANCE, notice: () => {} })
    this.processes[process] = ledger
    this.all.push(ledger)
  }

  async play(step: Action): Promise<void> {
    if (step.do === "away") this.database.away = true
    else if (step.do === "back") this.database.away = false
    else if (step.do === "time") this.now += 2_000
    else if (step.do === "break") this.database.breakNext = step.how
    else if (step.do === "slow") this.database.delay = step.delay
    else if ("process" in step) await this.act(step)
  }

  private async act(step: Extract<Action, { process: number }>): Promise<void> {
    const ledger = this.ledgerOf(step.process)
    if (step.do === "hold") return this.hold(ledger, step.process, step.nano)
    if (step.do === "record") {
      this.subjects.push(`verdict ${++this.ids}`)
      return ledger.record(verdict({ subject: this.subjects.at(-1) ?? "" }))
    }
    if (step.do === "crash") {
      for (const call of this.calls.values()) if (call.process === step.process) call.process = -1
      return this.start(step.process)
    }
    const mine = [...this.calls].find(
      ([, { process, cost }]) => process === step.process && cost === undefined,
    )
    if (!mine) return
    const [id, call] = mine
    if (step.do === "note") {
      const generation = `gen-${++this.ids}`
      call.noted = [generation]
      return ledger.noteGeneration(id, generation)
    }
    if (step.do === "rehold") return this.rehold(ledger, id, call, step.nano)
    call.cost = (call.held[0] ?? 0n) / 2n
    const generationId = call.noted[0] ?? null
    if (generationId !== null) call.noted = [generationId]
    await ledger.settle(id, settlement(call.cost, { generationId }))
  }

  private async hold(ledger: Ledger, process: number, amount: bigint): Promise<void> {
    const id = `call-${++this.ids}`
    const outcome = await ledger.hold(callStart({ id }), fixedBound(amount), daily).catch(() => undefined)
    if (outcome?.kind === "held") this.calls.set(id, { process, held: [outcome.heldNano], noted: [null] })
    else this.refused.push(id)
  }

  private async rehold(ledger: Ledger, id: string, call: Known, amount: bigint): Promise<void> {
    const to = { model: "other", tier: null, bound: fixedBound(amount), limits: daily }
    const outcome = await ledger.rehold(id, to).catch(() => undefined)
    const moved = outcome?.kind === "held"
    call.held = moved ? [amount] : [...call.held, amount]
    // A settlement that began meanwhile says the id it knew, whichever of the two comes first.
    const settles = call.cost !== undefined
    call.noted = moved && !settles ? [null] : [...call.noted, null]
  }

  /** Everything answers again, and each process asks for something. */
  async settleDown(): Promise<void> {
    this.database.away = false
    this.database.breakNext = undefined
    this.database.delay = 0
    for (const process of this.processes.keys()) {
      const ask = () => {
        this.now += 60_000
        return this.ledgerOf(process).spent({ scope: "daily", at: noon })
      }
      // A try that began while it was away may still be under way.
      while (!(await ask().catch(() => undefined))) await Bun.sleep(1)
    }
  }

  async close(): Promise<void> {
    for (const ledger of this.all) await ledger.close()
  }

  private ledgerOf(process: number): Ledger {
    const ledger = this.processes[process]
    if (!ledger) throw new Error(`process ${process} was not started`)
    return ledger
  }
}

function unmergedIn(path: string): bigint {
  if (!existsSync(path)) return 0n
  const file = new Database(path, { readonly: true, safeIntegers: true })
  const row = file
    .query<{ sum: bigint }, []>(
      "SELECT coalesce(sum(CASE status WHEN 'settled' THEN cost_nano ELSE held_nano END), 0) AS sum FROM unmerged",
    )
    .get()
  file.close()
  return row?.sum ?? 0n
}

async function expectWhole({ database, calls, refused, subjects }: World): Promise<void> {
  const rows = new Map((await database.ledger.calls({})).map((call) => [call.id, call]))
  for (const [id, { held, cost, noted }] of calls) {
    const call = rows.get(id)
    expect(call).toMatchObject({ status: cost === undefined ? "held" : "settled" })
    if (cost === undefined) expect(held).toContain(call?.heldNano ?? -1n)
    if (cost !== undefined) expect(call?.costNano).toBe(cost)
    expect(noted).toContain(call?.generationId ?? null)
  }
  for (const id of refused) {
    const call = rows.get(id)
    if (call) expect(call).toMatchObject({ status: "settled", outcome: "not-made", costNano: 0n })
  }
  const known = [...rows.values()].map(({ status, costNano, heldNano }) =>
    status === "settled" ? costNano : heldNano,
  )
  const { countedNano } = await database.ledger.spent({ scope: "daily", at: noon })
  expect(countedNano).toBe(known.reduce((sum, one) => sum + one, 0n))
  const recorded = (await database.ledger.verdicts({})).map(({ subject }) => subject ?? "")
  expect(recorded.toSorted()).toEqual(subjects.toSorted())
  expect(await database.ledger.verify(true)).toMatchObject({ kind: "whole" })
}

test("three processes, a database that comes and goes, answers that are lost and crashes: nothing is lost or doubled", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(together, { minLength: 5, maxLength: 30 }), (actions) =>
      inFolder(async (path, database) => {
        const world = new World(path, database)
        for (const process of [0, 1, 2]) await world.start(process)
        for (const steps of actions) {
          await Promise.all(steps.map((step) => world.play(step)))
          expect(unmergedIn(path)).toBeLessThanOrEqual(ALLOWANCE)
        }
        await world.settleDown()
        await expectWhole(world)
        expect(unmergedIn(path)).toBe(0n)
        await world.close()
      }),
    ),
    { numRuns: 15 },
  )
}, 600_000)
