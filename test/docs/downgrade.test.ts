// docs/compatibility.md says what an older Ralex does with a newer ledger, and how to go back; this does it.
import { afterAll, expect, test } from "bun:test"
import { mkdtempSync, renameSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openLedger } from "../../ledger/index.ts"
import { migrations } from "../../ledger/store/migrations/index.ts"
import { makeOldLedger, OLD_CALLS, openRaw } from "../ledger/old-ledger.ts"
import { readPage } from "./pages.ts"

const folder = mkdtempSync(join(tmpdir(), "ralex-downgrade-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = join(folder, "ledger.db")
const address = `sqlite:${file}`
const [newest, older] = [migrations.length, migrations.length - 1]

/** What a Ralex that knows one migration less does when it opens the ledger. */
async function openAsOlder(): Promise<unknown> {
  const store = openRaw(address)
  try {
    await store.migrate(older)
    const [row] = await store.run("SELECT count(*) AS calls FROM calls")
    return Number(row?.calls)
  } finally {
    await store.close()
  }
}

test("an older Ralex refuses a newer ledger in the sentence of the page, and works on the copy after the page's steps", async () => {
  await makeOldLedger(address, older)
  await (await openLedger(address)).close()

  const said = `was written by a newer Ralex (schema ${newest}, this one knows ${older}); update Ralex`
  await expect(openAsOlder()).rejects.toThrow(said)
  expect(readPage("docs/compatibility.md")).toContain(
    said.replaceAll(/schema \d+|(?<=knows )\d+/g, (words) => words.replace(/\d+/, "…")),
  )

  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true })
  renameSync(`${file}.schema-${older}.backup`, file)
  rmSync(`${file}.seal`, { force: true })
  expect(await openAsOlder()).toBe(OLD_CALLS)

  const again = await openLedger(address)
  expect(await again.verify(true)).toMatchObject({ kind: "whole" })
  expect(await again.calls({})).toHaveLength(OLD_CALLS)
  await again.close()
})
