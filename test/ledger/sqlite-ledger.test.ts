// What is SQLite's own: the file, its rights, its address. What all stores have in common is in store-*.test.ts.
import { Database } from "bun:sqlite"
import { afterEach, beforeEach, expect, test } from "bun:test"
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Ledger, openLedger, sharedLedger } from "../../ledger/index.ts"
import { callStart, fixedBound } from "./sample-calls.ts"

let folder = ""
let file = ""
let ledger: Ledger

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ralex-ledger-"))
  file = join(folder, "data", "ledger.db")
  ledger = await openLedger(`sqlite:${file}`)
})

afterEach(async () => {
  await ledger.close()
  rmSync(folder, { recursive: true })
})

test("a write is on disk before its promise is waited for", async () => {
  void ledger.hold(callStart(), fixedBound(7n), [])
  const other = new Database(file, { readonly: true })
  expect(other.query("SELECT held_nano FROM calls").all()).toEqual([{ held_nano: 7 }])
  other.close()
})

test("nobody else may read the file or the folder that was made for it", () => {
  expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700)
  for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600)
})

test("a ledger of a newer Ralex is refused and left alone", async () => {
  await ledger.close()
  const raw = new Database(file)
  raw.run("PRAGMA user_version = 999")
  raw.close()
  await expect(openLedger(`sqlite:${file}`)).rejects.toThrow("written by a newer Ralex (schema 999")
  ledger = await openLedger("sqlite::memory:")
})

test("a place that can not be written is refused with what to do about it", async () => {
  const path = join(folder, "data", "ledger.db", "below-a-file.db")
  await expect(openLedger(`sqlite:${path}`)).rejects.toThrow(/can not be used .* RALEX_LEDGER/)
})

test.each(["", "sqlite:", "/a/path", "mysql://user:hunter2@host/db"])(
  "the address %p is refused without being said",
  async (address) => {
    await expect(openLedger(address)).rejects.toThrow(/^RALEX_LEDGER must be sqlite: and the path of a file/)
  },
)

test("a file may be named as a URL too", async () => {
  const path = join(folder, "url.db")
  const named = await openLedger(`sqlite://${path}`)
  await named.close()
  expect(existsSync(path)).toBe(true)
})

test("a process shares one open ledger for an address, and tries again after a failure", async () => {
  const slot = { ledgers: new Map<string, unknown>() }
  const address = `sqlite:${join(folder, "shared.db")}`
  const first = await sharedLedger(slot, address)
  expect(await sharedLedger(slot, address)).toBe(first)
  await first.close()
  await expect(sharedLedger(slot, "mysql://x")).rejects.toThrow("RALEX_LEDGER must be")
  await Bun.sleep(0)
  expect(slot.ledgers.has("mysql://x")).toBe(false)
})

test("a new file that another process is just writing to is waited for, also to turn it to WAL", async () => {
  const path = join(folder, "new.db")
  const holder = Bun.spawn([process.execPath, "-e", HOLD_A_MOMENT, path], { stdout: "pipe" })
  await holder.stdout.getReader().read()
  const opened = await openLedger(`sqlite:${path}`)
  expect(await opened.calls({})).toEqual([])
  await opened.close()
  expect(await holder.exited).toBe(0)
})

/** In a rollback journal, as every file begins. */
const HOLD_A_MOMENT = `
  const database = new (require("bun:sqlite").Database)(process.argv[1])
  database.run("BEGIN IMMEDIATE")
  console.log("held")
  Bun.sleepSync(300)
  database.run("COMMIT")
`

test("what was written goes on into the database, so that its log does not grow with each call", async () => {
  const sizes: number[] = []
  for (let round = 0; round < 3; round++) {
    for (let call = 0; call < 70; call++) await ledger.hold(callStart(), fixedBound(7n), [])
    sizes.push(statSync(`${file}-wal`).size)
    await Bun.sleep(300) // the log is emptied 100 ms after the write that is due
  }
  const [first = 0, , last = 0] = sizes
  expect(last).toBeLessThan(first * 1.5)
})
