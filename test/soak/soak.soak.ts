// A day of one process in three minutes (RALEX_SOAK_MINUTES for longer): a fault in twenty attempts, outages, budgets that
// run out and come back at midnight, verdicts. scripts/test-all.ts runs it; nothing here is about time.
import { beforeAll, describe, expect, test } from "bun:test"
import { join } from "node:path"
import { writeReport } from "../../bench/soak/write-report.ts"
import { figuresOfSoak, type SoakFigures } from "./figures-of-soak.ts"
import { playSoak, type SoakRun } from "./play-soak.ts"
import { EXPLORE_DAILY_USD, LOG_MEGABYTES } from "./soak-stage.ts"

const minutes = Number(process.env.RALEX_SOAK_MINUTES ?? 3)
const MEGABYTE = 2 ** 20

let run: SoakRun
let it: SoakFigures
beforeAll(
  async () => {
    run = await playSoak({ minutes })
    it = figuresOfSoak(run)
    console.log(writeReport(join(import.meta.dir, "..", "..", ".tmp", "soak"), run, it))
  },
  (minutes + 5) * 60_000,
)

describe("a day under faults", () => {
  test("has calls and faults of all kinds in it", () => {
    expect(it.calls).toBeGreaterThan(200 * minutes)
    expect(it.before.faults).toBeGreaterThan(5 * minutes)
    expect(it.after.faults).toBeGreaterThan(0)
    expect(it.nobodyUp.attempts).toBeGreaterThan(0)
  })

  test("before the first token 999 faults of 1,000 are recovered where any candidate is up", () => {
    expect(it.before.recovered / it.before.faults, it.before.unrecovered.join("\n")).toBeGreaterThanOrEqual(
      0.999,
    )
  })

  test("after it they end honestly, and no text is wrong", () => {
    expect(it.after.dishonest).toEqual([])
    expect(it.nobodyUp.dishonest).toEqual([])
    expect(it.wrongTexts).toEqual([])
  })

  test("nothing fails that was not struck, and no call asks more than six times", () => {
    expect(it.errors["not struck"]).toBeUndefined()
    expect(it.mostAttempts).toBeLessThanOrEqual(6)
  })
})

describe("the money of the day", () => {
  test("is the bill to the nano, and nothing is held any more", () => {
    const { books } = it
    expect(books.differences).toEqual([])
    expect(books.open).toBe(0)
    expect(books.countedNano - books.heldNano).toBe(books.billedNano - books.lostNano)
    expect(run.isSealed).toBe(true)
  })

  test("a daily budget holds on both sides of midnight, and is there again after it", () => {
    const limit = BigInt(EXPLORE_DAILY_USD * 1e9)
    expect(it.explore).toHaveLength(2)
    for (const { spentNano, answered } of it.explore) {
      expect(spentNano).toBeLessThanOrEqual(limit)
      expect(answered).toBeGreaterThan(0)
    }
    expect(it.refused).toBeGreaterThan(0)
  })
})

test("each verdict of the guard is the right one", () => {
  expect(run.verdicts.wrong).toEqual([])
  expect(run.verdicts.blocked).toBeGreaterThan(0)
})

describe("what a process keeps", () => {
  test("no handle leaks", () => {
    const { before, after } = run.idle
    expect(after.files).toBeLessThanOrEqual(before.files)
    // Connections to the upstream are kept open for the next call.
    expect(after.sockets).toBeLessThanOrEqual(before.sockets + run.width)
  })

  test("the heap has no upward slope", () => {
    const { low, mean } = it.slopes.heap
    const grown = (mean * minutes) / 60
    // In three minutes the memories of 500 sessions and of 20,000 texts are not full yet.
    expect(low <= 0 || grown < 16, `${grown} MB in ${minutes} minutes, surely upward`).toBe(true)
  })

  test("the log stays within its bound, and the ledger's WAL is folded in again", () => {
    expect(it.largest.logBytes).toBeLessThan((LOG_MEGABYTES + 0.1) * MEGABYTE)
    expect(it.largest.walBytes).toBeLessThan(16 * MEGABYTE)
    expect(it.ledgerBytesPerCall).toBeLessThan(16 * 1024)
  })
})
