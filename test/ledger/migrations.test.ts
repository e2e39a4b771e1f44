// Ledgers of every earlier schema, and of a later one: brought up once and kept, or refused and left alone.
import { Database } from "bun:sqlite"
import { beforeEach, describe, expect, test } from "bun:test"
import { readdirSync, statSync } from "node:fs"
import { basename, dirname } from "node:path"
import { openLedger } from "../../ledger/index.ts"
import { migrations } from "../../ledger/store/migrations/index.ts"
import { eachStore } from "./each-store.ts"
import { linesOf, said, startTogether, sumOf } from "./holders.ts"
import { isOfAgent, isOfSession, isToday, makeOldLedger, OLD_CALLS, oldSum, openRaw } from "./old-ledger.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

const newest = migrations.length

/** Copies of before: files beside an SQLite ledger, or schemas of a database. */
async function backupsOf(address: string): Promise<string[]> {
  if (address.startsWith("sqlite:")) {
    const path = address.slice("sqlite:".length)
    return readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}.schema-`))
  }
  const store = openRaw(address)
  const rows = await store.run("SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'ralex_backup%'")
  await store.close()
  return rows.map(({ name }) => String(name))
}

async function versionOf(address: string): Promise<number> {
  const store = openRaw(address)
  const sql = address.startsWith("sqlite:") ? "PRAGMA user_version" : "SELECT version FROM schema_version"
  const [row = {}] = await store.run(sql)
  await store.close()
  return Number(Object.values(row)[0])
}

async function pretendVersion(address: string, version: number): Promise<void> {
  const store = openRaw(address)
  if (address.startsWith("sqlite:")) await store.run(`PRAGMA user_version = ${version}`)
  else await store.run(`UPDATE schema_version SET version = ${version}`)
  await store.close()
}

test("the first schema is as it was shipped", () => {
  const hash = new Bun.CryptoHasher("sha256").update(migrations[0]?.schema ?? "").digest("hex")
  expect(hash).toBe("474e0498c2d47308e332449c21d34f0539aa93e9ceb7a422afe3eefa9e794e94")
})

eachStore("migrations", ({ name, newAddress }) => {
  let address = ""

  beforeEach(async () => {
    address = await newAddress()
  })

  describe.each(Array.from({ length: newest - 1 }, (_, index) => index + 1))("from schema %p", (version) => {
    beforeEach(() => makeOldLedger(address, version))

    test("every sum is what the rows add up to, and new calls count on", async () => {
      const ledger = await openLedger(address)
      const counted = async (query: object) =>
        (await ledger.spent({ scope: "daily", at: noon, ...query })).countedNano
      expect(await counted({})).toBe(oldSum(isToday))
      expect(await counted({ scope: "monthly" })).toBe(oldSum(() => true))
      expect(await counted({ scope: "run", run: "run" })).toBe(oldSum(() => true))
      expect(await counted({ scope: "session", rootSession: "root-2" })).toBe(oldSum(isOfSession(2)))
      expect(await counted({ scope: "monthly", part: { agent: "agent-1" } })).toBe(oldSum(isOfAgent(1)))
      expect(await counted({ scope: "monthly", part: { project: "/project" } })).toBe(oldSum(() => true))
      const limits = [{ scope: "monthly" as const, limitNano: oldSum(() => true) + 10n }]
      expect(await ledger.hold(callStart(), fixedBound(11n), limits)).toMatchObject({ kind: "over-budget" })
      expect(await ledger.hold(callStart(), fixedBound(10n), limits)).toMatchObject({ kind: "held" })
      await ledger.close()
    })

    test("every row is there, old calls can be reconciled, and the seals are whole", async () => {
      const ledger = await openLedger(address)
      const calls = await ledger.calls({})
      expect(calls).toHaveLength(OLD_CALLS)
      expect(calls[0]).toMatchObject({ id: "old-0", status: "settled", keyId: null, cacheSavedNano: 0n })
      expect(calls[0]?.settledAt).toEqual(new Date(noon.getTime() + 1_500))
      expect(await ledger.verdicts({})).toHaveLength(0)
      expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
      await ledger.settle("old-2", settlement(3n))
      expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
      const hours = await ledger.totals(null)
      expect(hours.reduce((sum, hour) => sum + hour.calls, 0)).toBe(OLD_CALLS)
      expect(hours.find(({ hour }) => hour.getTime() === noon.getTime())).toMatchObject({
        model: "a/used",
        calls: 1,
      })
      await ledger.close()
    })

    test("what it was is kept, and can be read; opening it again changes nothing", async () => {
      const before = await backupsOf(address)
      for (const _ of [1, 2]) await (await openLedger(address)).close()
      expect(await versionOf(address)).toBe(newest)
      const [backup, ...others] = (await backupsOf(address)).filter((one) => !before.includes(one))
      expect(others).toEqual([])
      expect(backup).toContain(`${version}`)
      if (name === "postgres") {
        const store = openRaw(address)
        const rows = await store.run(`SELECT count(*) AS calls FROM ${backup}.calls`)
        await store.close()
        return expect(rows).toEqual([{ calls: BigInt(OLD_CALLS) }])
      }
      const path = `${dirname(address.slice("sqlite:".length))}/${backup}`
      expect(statSync(path).mode & 0o777).toBe(0o600)
      const copy = new Database(path, { readonly: true })
      expect(copy.query("SELECT count(*) AS calls FROM calls").all()).toEqual([{ calls: OLD_CALLS }])
      expect(copy.query("PRAGMA user_version").all()).toEqual([{ user_version: version }])
      copy.close()
    })
  })

  test("eight processes that open an old one at once bring it up once", async () => {
    await makeOldLedger(address, 1)
    const limit = oldSum(isToday) + 5_000n
    const holders = await startTogether(8, { address, limit })
    const held = said(await linesOf(holders), "held")
    for (const { process } of holders) expect(await process.exited).toBe(0)
    const ledger = await openLedger(address)
    const { countedNano } = await ledger.spent({ scope: "daily", at: noon })
    expect(countedNano).toBe(oldSum(isToday) + sumOf(held))
    expect(countedNano).toBeLessThanOrEqual(limit)
    expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
    await ledger.close()
    expect(await backupsOf(address)).toHaveLength(1)
  })

  test("one of a newer Ralex is refused in a sentence, and left alone", async () => {
    await (await openLedger(address)).close()
    await pretendVersion(address, newest + 7)
    await expect(openLedger(address)).rejects.toThrow(
      new RegExp(
        `written by a newer Ralex \\(schema ${newest + 7}, this one knows ${newest}\\); update Ralex`,
      ),
    )
    expect(await versionOf(address)).toBe(newest + 7)
    expect(await backupsOf(address)).toEqual([])
  })

  test("one that a newer Ralex brings up while it is open takes no more writes from this one", async () => {
    const ledger = await openLedger(address)
    const start = callStart()
    await ledger.hold(start, fixedBound(5n), [])
    await pretendVersion(address, newest + 1)
    await expect(ledger.hold(callStart(), fixedBound(5n), [])).rejects.toThrow("newer Ralex")
    await expect(ledger.settle(start.id, settlement(1n))).rejects.toThrow("newer Ralex")
    await pretendVersion(address, newest)
    expect(await ledger.calls({})).toMatchObject([{ status: "held" }])
    await ledger.close()
  })

  test("a step that fails leaves the ledger as it was", async () => {
    await makeOldLedger(address, 1)
    const store = openRaw(address)
    // What schema 2 wants to make is there already, in the way.
    await store.run("CREATE TABLE lifts (in_the_way BIGINT)")
    await expect(openLedger(address)).rejects.toThrow(/can not be used .*lifts/)
    expect(await store.run("SELECT count(*) AS calls FROM calls")).toEqual([{ calls: BigInt(OLD_CALLS) }])
    await store.run("DROP TABLE lifts")
    await store.close()
    expect(await versionOf(address)).toBe(1)
    expect(await backupsOf(address)).toEqual([])
    const ledger = await openLedger(address)
    expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(oldSum(isToday))
    await ledger.close()
  })
})
