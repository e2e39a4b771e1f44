// A real PostgreSQL that is killed and started again under eight processes, some of which are killed as well.
import { Database } from "bun:sqlite"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Call, type Ledger, openLedger, sharedLedger } from "../../ledger/index.ts"
import { outboxPath } from "../../ledger/outage/outbox.ts"
import { findPostgres, type PostgresServer, startPostgres } from "./postgres-server.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

const HANG_MS = 120_000
const ALLOWANCE = 3_000n
/** The dearest call of outage-process.ts. */
const DEAREST = 149n

const missing = findPostgres() === undefined
if (missing) console.log("skipped without PostgreSQL on this machine: a database that goes away")

describe.skipIf(missing && process.env.RALEX_REQUIRE_ALL !== "1")("a PostgreSQL that goes away", () => {
  let server: PostgresServer
  let address = ""
  let folder = ""
  let opened: Ledger[] = []

  beforeAll(async () => {
    server = await startPostgres()
  }, HANG_MS)
  afterAll(() => server.stop(), HANG_MS)

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "ralex-outage-postgres-"))
    address = await server.newDatabase()
  })
  afterEach(async () => {
    for (const ledger of opened) await ledger.close()
    opened = []
    rmSync(folder, { recursive: true })
  })

  async function open(allowanceNano: bigint): Promise<Ledger> {
    const slot = { ledgers: new Map() }
    const ledger = await sharedLedger(slot, address, { outageFolder: folder, allowanceNano })
    opened.push(ledger)
    return ledger
  }

  function start(name: string) {
    const script = fileURLToPath(new URL("./outage-process.ts", import.meta.url))
    const command = [process.execPath, script, address, folder, name, String(ALLOWANCE)]
    const child = Bun.spawn(command, { stdin: "pipe", stdout: "pipe", stderr: "inherit" })
    const lines: string[] = []
    const reading = (async () => {
      let rest = ""
      for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
        const parts = (rest + chunk).split("\n")
        rest = parts.pop() ?? ""
        lines.push(...parts)
      }
    })()
    return { child, lines, ended: Promise.all([reading, child.exited]) }
  }

  type Started = ReturnType<typeof start>

  /** Until each has said so many more lines that begin like this. */
  async function said(processes: Started[], word: string, count: number): Promise<void> {
    const countOf = ({ lines }: Started) => lines.filter((line) => line.startsWith(`${word} `)).length
    const before = processes.map(countOf)
    const behind = () => processes.some((one, index) => countOf(one) < (before[index] ?? 0) + count)
    while (behind()) await Bun.sleep(2)
  }

  function unmerged(): bigint {
    const file = new Database(outboxPath(folder, address), { readonly: true, safeIntegers: true })
    const sql =
      "SELECT coalesce(sum(CASE status WHEN 'settled' THEN cost_nano ELSE held_nano END), 0) AS sum FROM unmerged"
    const row = file.query<{ sum: bigint }, []>(sql).get()
    file.close()
    return row?.sum ?? 0n
  }

  test(
    "by default no call is made, the reason is said without the password, and it goes on as soon as the database is back",
    async () => {
      const ledger = await open(0n)
      const hold = (id: string) =>
        ledger.hold(callStart({ id }), fixedBound(10n), [{ scope: "daily", limitNano: 1_000n }])
      await hold("before")
      await server.crash()
      const refused = await hold("while").catch((error: unknown) => error)
      expect(String(refused)).toMatch(/ledger in PostgreSQL at 127\.0\.0\.1:\d+\/\w+ does not answer/)
      expect(Bun.inspect(refused)).not.toContain("p@ss")
      await ledger.settle("before", settlement(7n))
      await expect(openLedger(address, { outageFolder: folder })).rejects.toThrow("does not answer")
      await server.restart()
      while (!(await hold("after").catch(() => undefined))) await Bun.sleep(20)
      const calls = (await ledger.calls({})).toSorted((one, other) => (one.id < other.id ? -1 : 1))
      expect(calls).toMatchObject([
        { id: "after", status: "held" },
        { id: "before", status: "settled", costNano: 7n },
      ])
    },
    HANG_MS,
  )

  test(
    "a command merges what is kept before it reads",
    async () => {
      const ledger = await open(100n)
      await server.crash()
      const limits = [{ scope: "daily" as const, limitNano: 1_000n }]
      expect(await ledger.hold(callStart({ id: "kept" }), fixedBound(60n), limits)).toMatchObject({
        kind: "held",
      })
      await ledger.settle("kept", settlement(55n))
      await server.restart()
      const reading = await openLedger(address, { outageFolder: folder })
      opened.push(reading)
      expect(await reading.calls({})).toMatchObject([{ id: "kept", status: "settled", costNano: 55n }])
    },
    HANG_MS,
  )

  test(
    "eight processes never pass the allowance; in the end the ledger has what was billed, once",
    async () => {
      const processes = Array.from({ length: 8 }, (_, index) => start(`p${index}`))
      await said(processes, "settled", 5)
      await server.crash()
      await said(processes, "over-budget", 3)
      expect(unmerged()).toBeLessThanOrEqual(ALLOWANCE)
      const [killed, living] = [processes.slice(0, 3), processes.slice(3)]
      for (const { child } of killed) child.kill("SIGKILL")
      await server.restart()
      await said(living, "settled", 5)
      await server.crash()
      await said(living, "over-budget", 3)
      for (const { child } of living) child.stdin.end()
      await Promise.all(processes.map(({ ended }) => ended))
      expect(unmerged()).toBeLessThanOrEqual(ALLOWANCE)
      expect(unmerged()).toBeGreaterThan(ALLOWANCE - DEAREST)
      await server.restart()

      const ledger = await open(0n)
      const calls = new Map((await ledger.calls({})).map((call) => [call.id, call]))
      const lines = processes.flatMap((one) => one.lines.map((line) => line.split(" ")))
      expectSaid(lines, calls)
      const kept = living.flatMap((one) => one.lines).filter((line) => line.startsWith("billed "))
      const billed = kept.reduce((sum, line) => sum + BigInt(line.split(" ")[2] ?? 0), 0n)
      const ofLiving = [...calls.values()].filter(({ id }) => !/^p[012]-/.test(id))
      expect(ofLiving.reduce((sum, { costNano }) => sum + costNano, 0n)).toBe(billed)

      const { countedNano } = await ledger.spent({ scope: "daily", at: noon })
      expect(countedNano).toBe([...calls.values()].reduce((sum, call) => sum + countedOf(call), 0n))
      const subjects = (await ledger.verdicts({})).map(({ subject }) => subject)
      expect(new Set(subjects).size).toBe(subjects.length)
      for (const [word, id = ""] of lines) if (word === "recorded") expect(subjects).toContain(id)
      expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
      expect(unmerged()).toBe(0n)
    },
    HANG_MS,
  )
})

function expectSaid(lines: string[][], calls: Map<string, Call>): void {
  const settled = new Set(lines.filter(([word]) => word === "settled").map(([, id]) => id))
  const billed = new Map(
    lines.filter(([word]) => word === "billed").map(([, id, cost]) => [id, BigInt(cost ?? 0)]),
  )
  for (const [word, id = "", nano = "0"] of lines) {
    const call = calls.get(id)
    if (word === "settled") expect(call).toMatchObject({ status: "settled", costNano: BigInt(nano) })
    if (word === "held") expect(call?.heldNano).toBe(BigInt(nano))
    // Killed before it could settle: what it may have cost counts.
    if (word === "held" && call && !settled.has(id))
      expect(countedOf(call)).toBeGreaterThanOrEqual(billed.get(id) ?? 0n)
    if ((word === "refused" || word === "over-budget") && call)
      expect(call).toMatchObject({ status: "settled", outcome: "not-made", costNano: 0n })
  }
  const said = new Set(lines.map(([, id]) => id))
  for (const id of calls.keys()) if (!said.has(id)) expect(calls.get(id)?.status).not.toBe("settled")
}

function countedOf({ status, costNano, heldNano }: Call): bigint {
  return status === "settled" ? costNano : heldNano
}
