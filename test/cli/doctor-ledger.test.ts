// What doctor finds of the ledger: changed rows, a damaged file that was set aside, unsettled calls, alerts of the day.
import { Database } from "bun:sqlite"
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { doctorDocumentSchema } from "../../cli/contract.ts"
import { openLedger } from "../../ledger/index.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"
import { seedLedger } from "./seed-ledger.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
let path: string
beforeEach(() => {
  sandbox = createSandbox()
  path = join(sandbox.data, "ledger.db")
})
afterEach(() => sandbox.remove())

const OF_THE_LEDGER = ["ledger", "seals", "set-aside", "unsettled", "alerts"]

async function findings() {
  const { code, out, err } = await sandbox.ralex(["doctor", "--offline", "--json"])
  const found = doctorDocumentSchema.parse(JSON.parse(out)).findings
  return { code, err, found: found.filter(({ id }) => OF_THE_LEDGER.includes(id)) }
}

const levels = (found: { id: string; level: string }[]) => found.map(({ id, level }) => `${id} ${level}`)

test("a new ledger opens and is whole", async () => {
  expect(levels((await findings()).found)).toEqual(["ledger ok", "seals ok"])
})

test("calls without a final cost are to be reconciled", async () => {
  await seedLedger(path, new Date())
  const { found } = await findings()
  expect(levels(found)).toEqual(["ledger ok", "seals ok", "unsettled warn"])
  expect(found[1]?.message).toContain("(6 looked at)")
})

test("a row that something else changed fails, however old it is, with what to do", async () => {
  await seedLedger(path, new Date(Date.now() - 40 * 86_400_000))
  const database = new Database(path)
  database.run("UPDATE calls SET cost_nano = 1 WHERE id = 'two'")
  database.close()
  const { code, found } = await findings()
  const [seals] = found.filter(({ id }) => id === "seals")
  expect({ code, level: seals?.level }).toEqual({ code: 1, level: "fail" })
  expect(seals?.message).toContain("call two is not as it was written")
  expect(seals?.fix).toContain("openrouter.ai/activity")
})

test("damage that opening does not meet is found, as all of the file is looked through", async () => {
  await seedLedger(path, new Date())
  const database = new Database(path)
  const { page } = database
    .query("SELECT rootpage AS page FROM sqlite_master WHERE name = 'verdicts'")
    .get() as {
    page: number
  }
  database.run("PRAGMA wal_checkpoint(TRUNCATE)")
  database.close()
  const bytes = readFileSync(path)
  bytes.fill(0xff, (page - 1) * 4096, page * 4096)
  writeFileSync(path, bytes)
  await (await openLedger(`sqlite:${path}`)).close()
  expect((await findings()).err).toContain(`The ledger ${path} is damaged.`)
  expect(levels((await findings()).found)).toContain("set-aside warn")
})

test("a damaged file is set aside, said once on stderr, and found from then on", async () => {
  mkdirSync(sandbox.data, { recursive: true })
  writeFileSync(path, "no database, and long enough to be looked at as one\n".repeat(40))
  const first = await findings()
  expect(first.err).toContain(`The ledger ${path} is damaged. It is kept as ${path}.damaged-`)
  const { err, found } = await findings()
  expect(err).toBe("")
  expect(levels(found)).toEqual(["ledger ok", "seals ok", "set-aside warn"])
  expect(found[2]?.message).toContain(`${path}.damaged-`)
})

test("a ledger that does not open fails, and what was set aside is told all the same", async () => {
  mkdirSync(path, { recursive: true })
  writeFileSync(`${path}.damaged-2026-11-21T10-00-00.000Z`, "")
  writeFileSync(`${path}.damaged-2026-11-22T10-00-00.000Z`, "")
  writeFileSync(`${path}.damaged-2026-11-22T10-00-00.000Z-wal`, "")
  writeFileSync(`${path}.damaged-2026-11-22T10-00-00.000Z.seal`, "")
  const { code, found } = await findings()
  expect(code).toBe(1)
  expect(levels(found)).toEqual(["ledger fail", "set-aside warn"])
  expect(found[1]?.message).toContain("2026-11-22T10-00-00.000Z (and 1 before)")
})

test("the alerts of the last day, the newest in its words", async () => {
  const ledger = await openLedger(`sqlite:${path}`)
  const now = Date.now()
  const said = (key: string, hoursAgo: number, text: string) =>
    ledger.claimAlert({ key, at: new Date(now - hoursAgo * 3_600_000), level: "warning", text })
  await said("old", 25, "Ralex: long ago.")
  await said("a", 3, "Ralex: 50 % of the daily budget is spent.")
  await said("b", 1, "Ralex: 80 % of the daily budget is spent.")
  await said("c", 1, "Ralex: 80 % of the daily budget is spent.")
  await said("task:prune", 0, "")
  await ledger.close()
  const { found } = await findings()
  expect(found.at(-1)).toMatchObject({
    id: "alerts",
    level: "warn",
    message: "2 alerts in the last day, the newest: Ralex: 80 % of the daily budget is spent.",
  })
})
