// What calls write comes into the database's own file beside them, without a call that waits for it.
import { Database } from "bun:sqlite"
import { afterEach, expect, test } from "bun:test"
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { checkpointLater } from "../../ledger/store/checkpoint-later.ts"

const folder = mkdtempSync(join(tmpdir(), "ralex-checkpoint-"))
afterEach(() => rmSync(folder, { recursive: true }))

test("after some writes the database's file has them, without its log", async () => {
  const path = join(folder, "ledger.db")
  using database = new Database(path, { create: true })
  database.run("PRAGMA journal_mode = WAL")
  database.run("PRAGMA wal_autocheckpoint = 0")
  database.run("CREATE TABLE calls (id INTEGER)")
  database.run("PRAGMA wal_checkpoint(TRUNCATE)")
  const checkpoint = checkpointLater(database, path)
  for (let id = 0; id < 100; id++) {
    database.run("INSERT INTO calls VALUES (?)", [id])
    checkpoint.noteWrite()
  }
  expect(rowsWithoutLog(path)).toBe(0)
  for (let look = 0; look < 200 && rowsWithoutLog(path) === 0; look++) await Bun.sleep(20)
  expect(rowsWithoutLog(path)).toBe(100)
  checkpoint.stop()
})

function rowsWithoutLog(path: string): number {
  const copy = join(folder, "copy.db")
  copyFileSync(path, copy)
  using database = new Database(copy)
  return Number(database.query<{ rows: number }, []>("SELECT count(*) AS rows FROM calls").get()?.rows)
}
