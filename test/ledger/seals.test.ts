// Tamper evidence on an SQLite ledger: whatever is changed by hand is told, and nothing else is.
import { Database } from "bun:sqlite"
import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Ledger, openLedger } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement } from "./sample-calls.ts"

const DAY_MS = 24 * 60 * 60 * 1000
let folder = ""
let file = ""

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ralex-seals-"))
  file = join(folder, "ledger.db")
  await use(async (ledger) => {
    for (const id of ["one", "two", "three"]) {
      await ledger.hold(callStart({ id, startedAt: new Date() }), fixedBound(100n), [])
      await ledger.settle(id, settlement(40n))
    }
    await ledger.hold(callStart({ id: "open", startedAt: new Date() }), fixedBound(100n), [])
    await ledger.lift(lift)
  })
})

afterEach(() => rmSync(folder, { recursive: true }))

const lift = {
  at: new Date(),
  scope: "daily" as const,
  part: {},
  limitNano: 700n,
  rootSession: "root",
  until: new Date(Date.now() + DAY_MS),
  by: "ralex budget set",
}

async function use<T>(work: (ledger: Ledger) => Promise<T>, path = file): Promise<T> {
  const ledger = await openLedger(`sqlite:${path}`)
  try {
    return await work(ledger)
  } finally {
    await ledger.close()
  }
}

/** As somebody does it who has the file and no key. */
function tamper(sql: string): void {
  const database = new Database(file)
  database.run(sql)
  database.close()
}

async function reasonOf(all: boolean): Promise<string> {
  const report = await use((ledger) => ledger.verify(all))
  return report.kind === "broken" ? report.reason : "whole"
}

describe("untouched", () => {
  test("a ledger is whole, at its end and in all of it", async () => {
    expect(await use((ledger) => ledger.verify())).toEqual({ kind: "whole", checked: 8 })
    expect(await use((ledger) => ledger.verify(true))).toEqual({ kind: "whole", checked: 8 })
  })

  test("an empty one is whole, and one in memory", async () => {
    expect(await use((ledger) => ledger.verify(true), join(folder, "new.db"))).toEqual({
      kind: "whole",
      checked: 0,
    })
    expect(await use((ledger) => ledger.verify(true), ":memory:")).toEqual({ kind: "whole", checked: 0 })
  })

  test("the key is its owner's alone to read, and stays the same", async () => {
    const seal = readFileSync(`${file}.seal`, "utf8")
    expect(statSync(`${file}.seal`).mode & 0o777).toBe(0o600)
    await use((ledger) => ledger.settle("open", settlement(1n)))
    const { key, head } = JSON.parse(readFileSync(`${file}.seal`, "utf8"))
    expect(key).toBe(JSON.parse(seal).key)
    expect(head.sequence).toBeGreaterThan(JSON.parse(seal).head.sequence)
  })

  test("pruning leaves it whole, also where the key's newest line and old lifts are gone from the journal", async () => {
    for (const _ of [1, 2]) {
      await Bun.sleep(2)
      await use((ledger) => ledger.prune(new Date()))
      expect(await reasonOf(true)).toBe("whole")
      expect(await reasonOf(false)).toBe("whole")
    }
    await use(async (ledger) => {
      await ledger.settle("open", settlement(1n))
      expect(await ledger.calls({})).toMatchObject([{ id: "open", status: "settled" }])
      expect(await ledger.lifts(new Date(), "root")).toHaveLength(1)
    })
    expect(await reasonOf(true)).toBe("whole")
  })

  test("a process that opened it before others pruned it finds it whole", async () => {
    await use(async (early) => {
      await Bun.sleep(2)
      await use((ledger) => ledger.prune(new Date()))
      expect(await early.verify()).toMatchObject({ kind: "whole" })
      await early.settle("open", settlement(1n))
      expect(await early.verify(true)).toMatchObject({ kind: "whole" })
    })
  })

  test("a clock that goes back and forth while it is written and pruned leaves it whole", async () => {
    const realNow = Date.now
    try {
      for (const days of [3, -2, 5, 0, 1, -4]) {
        Date.now = () => realNow() + days * DAY_MS
        await use(async (ledger) => {
          const start = callStart({ startedAt: new Date(Date.now()) })
          await ledger.hold(start, fixedBound(9n), [])
          await ledger.settle(start.id, settlement(5n))
          await ledger.hold(callStart({ startedAt: new Date(Date.now()) }), fixedBound(9n), [])
          await ledger.prune(new Date(Date.now() - DAY_MS))
          expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
        })
      }
    } finally {
      Date.now = realNow
    }
    expect(await reasonOf(true)).toBe("whole")
  })
})

describe("changed by hand", () => {
  const insertLift = (sequence: number) =>
    `INSERT INTO lifts (sequence, at, scope, part, limit_nano, root_session, until_at, by_what)
     VALUES (${sequence}, 0, 'daily', '{}', NULL, NULL, NULL, 'ralex budget set')`
  const row = /call (?:one|two|three|open) is not as it was written/
  const lifted = /a limit was lifted by somebody else than Ralex/
  const chain = /the seal of write \d+ does not fit/
  const gone = /rows that were written are gone/

  test.each<[string, string, RegExp]>([
    ["a cost", "UPDATE calls SET cost_nano = 1 WHERE id = 'two'", row],
    ["a hold", "UPDATE calls SET held_nano = 1 WHERE id = 'open'", row],
    ["a status", "UPDATE calls SET status = 'settled' WHERE id = 'open'", row],
    [
      "a row set back to its hold",
      "UPDATE calls SET status = 'held', cost_nano = 0, sequence = 1 WHERE id = 'one'",
      row,
    ],
    ["a row's number", "UPDATE calls SET sequence = 0 WHERE id = 'two'", row],
    ["a row gone", "DELETE FROM calls WHERE id = 'two'", /call two was taken away/],
    [
      "a row of its own",
      "INSERT INTO calls SELECT 'mine', 99 AS sequence, status, started_at, project, session, root_session, run, turn, agent, class, tier, cause, signals, model_asked, model, provider, held_nano, outcome, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, 0, owner_host, owner_pid, owner_started, NULL, 0, NULL, 0, NULL FROM calls WHERE id = 'one'",
      /call mine is not as it was written/,
    ],
    ["a line of the journal", "UPDATE journal SET cost_nano = 1 WHERE sequence = 4", chain],
    [
      "row and line together",
      "UPDATE calls SET cost_nano = 1 WHERE id = 'two'; UPDATE journal SET cost_nano = 1 WHERE sequence = 4",
      chain,
    ],
    ["row and lines gone", "DELETE FROM calls WHERE id = 'two'; DELETE FROM journal WHERE id = 'two'", chain],
    ["the beginning gone", "DELETE FROM calls WHERE id = 'one'; DELETE FROM journal WHERE id = 'one'", chain],
    [
      "the end gone",
      "DELETE FROM calls WHERE id IN ('three', 'open'); DELETE FROM lifts; DELETE FROM journal WHERE sequence > 4",
      gone,
    ],
    [
      "everything gone",
      "DELETE FROM calls; DELETE FROM lifts; DELETE FROM journal; DELETE FROM counters",
      gone,
    ],
    ["a lift with the next number", insertLift(9), lifted],
    ["a lift with an old number", insertLift(0), lifted],
    ["a lift's amount", "UPDATE lifts SET limit_nano = NULL", lifted],
    ["a lift's end", "UPDATE lifts SET until_at = NULL", lifted],
    ["a lift's session", "UPDATE lifts SET root_session = NULL", lifted],
    ["a lift's scope", "UPDATE lifts SET scope = 'monthly'", lifted],
    ["a lift's part", 'UPDATE lifts SET part = \'{"agent":"build"}\'', lifted],
    ["a lift gone", "DELETE FROM lifts", /a person's word on a limit was taken away/],
    [
      "a lift and a line for it",
      `${insertLift(9)}; INSERT INTO journal SELECT 9, '["9","0","daily","{}",null,null,null,"ralex budget set"]', 'lift', 0, 0, 0, mac FROM journal WHERE sequence = 8`,
      /the seal of write 9|lifted by somebody/,
    ],
    [
      "the day's sum",
      'UPDATE counters SET counted_nano = 0 WHERE key LIKE \'["day","____-__-__"]\'',
      /the sum of day .* is less/,
    ],
    [
      "an agent's sum",
      "UPDATE counters SET counted_nano = counted_nano - 1 WHERE key LIKE '%agent%'",
      /the sum of day .* agent build is less/,
    ],
    [
      "the session's sum",
      "UPDATE counters SET counted_nano = 1 WHERE key LIKE '[\"session\"%'",
      /the sum of session root is less/,
    ],
    [
      "the turn's count of calls",
      "UPDATE counters SET calls = 0 WHERE key LIKE '[\"turn\"%'",
      /the sum of turn turn is less/,
    ],
    ["a sum gone", "DELETE FROM counters WHERE key LIKE '[\"run\"%'", /the sum of run run is less/],
  ])("%s is told", async (_what, sql, reason) => {
    tamper(sql)
    expect(await reasonOf(false)).toMatch(reason)
    expect(await reasonOf(true)).toMatch(reason)
  })

  test("an older copy in the ledger's place is told, also when more was written into it than it lacks", async () => {
    const copy = join(folder, "copy.db")
    tamper("PRAGMA wal_checkpoint(TRUNCATE)")
    copyFileSync(file, copy)
    await use(async (ledger) => {
      await ledger.hold(callStart({ id: "four" }), fixedBound(100n), [])
      await ledger.settle("four", settlement(90n))
    })
    copyFileSync(copy, file)
    for (const suffix of ["-wal", "-shm"]) rmSync(file + suffix, { force: true })
    expect(await reasonOf(false)).toMatch(gone)
    const report = await use(async (ledger) => {
      for (const id of ["five", "six"]) await ledger.hold(callStart({ id }), fixedBound(1n), [])
      return ledger.verify()
    })
    expect(report).toEqual({ kind: "broken", reason: "a row that was written is now another one" })
  })

  test.each<[string, () => void]>([
    ["gone", () => rmSync(`${file}.seal`)],
    ["no JSON", () => writeFileSync(`${file}.seal`, "garbage")],
    ["empty", () => writeFileSync(`${file}.seal`, "")],
  ])(
    "a file of the key that is %s is told, and not only to the first who opens the ledger",
    async (_what, harm) => {
      harm()
      for (const _ of [1, 2]) expect(await reasonOf(false)).toBe("the key of its seals is gone")
      await use((ledger) => ledger.settle("open", settlement(1n)))
      expect(await reasonOf(true)).toBe("the key of its seals is gone")
    },
  )

  test("with a key of somebody's own all is foreign", async () => {
    const content = JSON.parse(readFileSync(`${file}.seal`, "utf8"))
    writeFileSync(`${file}.seal`, JSON.stringify({ ...content, key: "x".repeat(43) }))
    expect(await reasonOf(false)).toMatch(chain)
  })

  test("lines taken off the beginning pass for pruned with no line of one's own about it", async () => {
    await use(async (ledger) => {
      await Bun.sleep(2)
      await ledger.prune(new Date())
      for (const id of ["a", "b"])
        await ledger.hold(callStart({ id, startedAt: new Date() }), fixedBound(1n), [])
    })
    expect(await reasonOf(true)).toBe("whole")
    const database = new Database(file)
    const [last] = database
      .query<{ sequence: number }, []>("SELECT max(sequence) AS sequence FROM journal")
      .all()
    database.run("DELETE FROM calls WHERE id = 'a'")
    database.run("DELETE FROM journal WHERE sequence < ?", [last?.sequence ?? 0])
    database.run("UPDATE counters SET counted_nano = 1, calls = 1")
    const cut = [(last?.sequence ?? 0) + 1, JSON.stringify([last?.sequence, ""])]
    database.run("INSERT INTO journal SELECT ?1, ?2, 'cut', 0, 0, at, mac FROM journal LIMIT 1", cut)
    database.close()
    expect(await reasonOf(true)).not.toBe("whole")
  })
})
