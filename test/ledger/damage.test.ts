// SQLite ledgers that are damaged, replaced, or in a place that can not be written: said in a sentence, nothing counted
// in two files, and no call held that is not on disk.
import { Database } from "bun:sqlite"
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Ledger, openLedger } from "../../ledger/index.ts"
import { linesOf, said, startHolder, startTogether, sumOf } from "./holders.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

const HANG_MS = 60_000
const PAGE = 4_096
const script = fileURLToPath(new URL("./holding-process.ts", import.meta.url))
let folder = ""
let file = ""

setDefaultTimeout(HANG_MS)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ralex-damage-"))
  file = join(folder, "ledger.db")
})

afterEach(() => rmSync(folder, { recursive: true }))

/** All in the file itself, nothing in its journal. */
async function makeLedger(calls: number): Promise<void> {
  const ledger = await openLedger(`sqlite:${file}`)
  for (let index = 0; index < calls; index++) {
    const start = callStart({ id: `call-${index}` })
    await ledger.hold(start, fixedBound(10n), [])
    await ledger.settle(start.id, settlement(4n))
  }
  await ledger.close()
  const database = new Database(file)
  database.run("PRAGMA wal_checkpoint(TRUNCATE)")
  database.close()
}

function garble(from: number, to: number): void {
  writeSync(openSync(file, "r+"), Buffer.alloc(to - from, 0xa5), 0, to - from, from)
}

async function openNoting(): Promise<{ ledger: Ledger; notices: string[] }> {
  const notices: string[] = []
  return {
    ledger: await openLedger(`sqlite:${file}`, { notice: (sentence) => notices.push(sentence) }),
    notices,
  }
}

const setAside = () => readdirSync(folder).filter((name) => /\.damaged-[^.]*\.\d+Z$/.test(name))

async function expectUsable(ledger: Ledger): Promise<void> {
  const start = callStart()
  await ledger.hold(start, fixedBound(10n), [{ scope: "daily", limitNano: 10n }])
  await ledger.settle(start.id, settlement(4n))
  expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(4n)
  expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
}

test.each([
  ["its header", 0, 100],
  ["its first page after the header", 100, PAGE],
  ["all of it", 0, 20 * PAGE],
])(
  "with garbage in %s it is set aside with its seals, said, and a new one works",
  async (_what, from, to) => {
    await makeLedger(100)
    garble(from, to)
    const { ledger, notices } = await openNoting()
    expect(notices).toHaveLength(1)
    expect(notices[0]).toMatch(
      /^The ledger .*ledger\.db is damaged\. It is kept as .*, and a new one is begun: what the old one/,
    )
    const [kept = "", ...others] = setAside()
    expect(others).toEqual([])
    expect(notices[0]).toContain(kept)
    expect(readdirSync(folder)).toContain(`${kept}.seal`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await expectUsable(ledger)
    await ledger.close()
    const again = await openNoting()
    expect(again.notices).toEqual([])
    await again.ledger.close()
  },
)

test("garbage in the middle is met where it is read, said, and set aside at the next opening", async () => {
  await makeLedger(400)
  const { size } = statSync(file)
  garble(10 * PAGE, size - PAGE)
  const first = await openNoting()
  // Opening may meet the garbage itself, and has then set the file aside already.
  if (setAside().length === 0)
    await expect(first.ledger.calls({})).rejects.toThrow(/is damaged .* set aside when it is opened next/)
  await first.ledger.close()
  const { ledger } = await openNoting()
  expect(setAside()).toHaveLength(1)
  await expectUsable(ledger)
  await ledger.close()
})

test.each([
  ["the calls", "calls", /is damaged/],
  ["what a hold adds to", "sqlite_autoindex_counters_1", /is damaged/],
])(
  "garbage in %s is met in a hold, which is refused; the next one has a new file",
  async (_what, name, reason) => {
    await makeLedger(400)
    const database = new Database(file)
    const roots = database.query<{ rootpage: number }, []>(
      `SELECT rootpage FROM sqlite_schema WHERE name = '${name}'`,
    )
    const [{ rootpage } = { rootpage: 0 }] = roots.all()
    database.close()
    garble((rootpage - 1) * PAGE, rootpage * PAGE)
    const { ledger } = await openNoting()
    await expect(ledger.hold(callStart({ id: "new" }), fixedBound(1n), [])).rejects.toThrow(reason)
    await ledger.close()
    const next = await openNoting()
    expect(next.notices).toHaveLength(1)
    await expectUsable(next.ledger)
    await next.ledger.close()
  },
)

test("garbage that opening meets is set aside by it", async () => {
  await makeLedger(400)
  const database = new Database(file)
  const [journal] = database
    .query<{ rootpage: number }, []>("SELECT rootpage FROM sqlite_schema WHERE name = 'journal'")
    .all()
  database.close()
  const page = journal?.rootpage ?? 0
  garble((page - 1) * PAGE, page * PAGE)
  const { ledger, notices } = await openNoting()
  expect(notices).toHaveLength(1)
  await expectUsable(ledger)
  await ledger.close()
})

test("a suspicion that proves wrong is dropped, and nothing is lost", async () => {
  await makeLedger(5)
  await Bun.write(`${file}.suspect`, "")
  const { ledger, notices } = await openNoting()
  expect(notices).toEqual([])
  expect(await ledger.calls({})).toHaveLength(5)
  expect(readdirSync(folder)).not.toContain("ledger.db.suspect")
  await ledger.close()
})

test("a suspicion after a kill looks at what only the journal holds as well", async () => {
  const holder = startHolder("p", { address: `sqlite:${file}`, limit: 100_000_000n })
  await holder.said(20)
  holder.process.kill("SIGKILL")
  await holder.process.exited
  await Bun.write(`${file}.suspect`, "")
  const { ledger, notices } = await openNoting()
  expect(notices).toEqual([])
  expect((await ledger.calls({})).length).toBeGreaterThan(10)
  await ledger.close()
})

test("eight processes that open a damaged one at once begin one new file and share its limit", async () => {
  await makeLedger(50)
  garble(0, 3 * PAGE)
  const lines = await linesOf(await startTogether(8, { address: `sqlite:${file}`, limit: 5_000n }))
  expect(lines.filter((line) => line.startsWith("failed"))).toEqual([])
  expect(lines.filter((line) => line.startsWith("notice"))).toHaveLength(1)
  expect(setAside()).toHaveLength(1)
  const { ledger } = await openNoting()
  const { countedNano } = await ledger.spent({ scope: "daily", at: noon })
  expect(countedNano).toBe(sumOf(said(lines, "held")))
  expect(countedNano).toBeLessThanOrEqual(5_000n)
  expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
  await ledger.close()
})

test.each<[string, () => void]>([
  ["moved away", () => renameSync(file, join(folder, "elsewhere.db"))],
  ["deleted", () => rmSync(file)],
  [
    "replaced",
    () => {
      copyFileSync(file, join(folder, "copy.db"))
      renameSync(join(folder, "copy.db"), file)
    },
  ],
])(
  "a file that is %s while it is in use takes no more holds, since others would not see them",
  async (_what, harm) => {
    await makeLedger(3)
    const { ledger } = await openNoting()
    harm()
    await expect(ledger.hold(callStart(), fixedBound(1n), [])).rejects.toThrow(
      /moved away or replaced .* start OpenCode again/,
    )
    await ledger.close()
  },
)

test("a read-only home: no ledger, with the reason and what to do", async () => {
  const home = join(folder, "home")
  mkdirSync(home)
  chmodSync(folder, 0o755)
  chmodSync(home, 0o555)
  // Root may write anywhere by its capabilities; as another user it might not reach this checkout.
  const asUser = process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] : []
  const open = (path: string) => {
    const command = [...asUser, process.execPath, script, `sqlite:${path}`, "p", "5000"]
    return Bun.spawnSync(command, { stderr: "inherit" }).stdout.toString()
  }
  expect(open(join(home, "data", "ledger.db"))).toMatch(
    /\nfailed The ledger .* can not be used \(.*\); see that its folder can be written/,
  )
  await makeLedger(2)
  copyFileSync(file, join(home, "old.db"))
  chmodSync(join(home, "old.db"), 0o444)
  expect(open(join(home, "old.db"))).toMatch(/\nfailed The ledger .* can not be used/)
})

test("another program's database that RALEX_LEDGER names by mistake is left as it is", async () => {
  const path = join(folder, "mine")
  const other = new Database(path)
  other.run("CREATE TABLE notes (text TEXT)")
  other.close()
  const before = readFileSync(path)
  await expect(openLedger(`sqlite:${path}`)).rejects.toThrow("of another program, and is left as it is")
  expect(readFileSync(path).equals(before)).toBe(true)
})
