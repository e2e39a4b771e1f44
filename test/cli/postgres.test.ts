// The commands over a ledger in PostgreSQL: they work, never print the password, and say when it does not answer.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { budgetDocumentSchema, doctorDocumentSchema, reportDocumentSchema } from "../../cli/contract.ts"
import { openLedger } from "../../ledger/index.ts"
import { findPostgres, type PostgresServer, startPostgres } from "../ledger/postgres-server.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"
import { seedCalls, sessionId } from "./seed-ledger.ts"

setDefaultTimeout(HANG_MS)

const missing = findPostgres() === undefined && process.env.RALEX_REQUIRE_ALL !== "1"
if (missing) console.log("skipped without PostgreSQL on this machine: the commands over PostgreSQL")

describe.skipIf(missing)("over PostgreSQL", () => {
  let sandbox: Sandbox
  let server: PostgresServer
  let address: string

  beforeAll(async () => {
    sandbox = createSandbox()
    server = await startPostgres()
    address = await server.newDatabase()
    const ledger = await openLedger(address)
    await seedCalls(ledger, new Date())
    await ledger.close()
  })
  afterAll(async () => {
    await server.stop()
    sandbox.remove()
  })

  /** Fails when any part of the address but its place is printed. */
  async function ralex(...words: string[]) {
    const { password } = new URL(address)
    const ran = await sandbox.ralex(words, { env: { RALEX_LEDGER: address, RALEX_BUDGET_DAILY: "5" } })
    const said = ran.out + ran.err
    for (const secret of [password, decodeURIComponent(password)]) expect(said).not.toContain(secret)
    return ran
  }

  test("report, budget, log and doctor read it", async () => {
    const report = await ralex("report", "--json", "--by", "day", "--since", "1d")
    expect(reportDocumentSchema.parse(JSON.parse(report.out)).totals).toMatchObject({
      calls: 3,
      spentNano: "41500000",
    })
    const budget = await ralex("budget", "--json", "--session", sessionId)
    expect(budget.code).toBe(0)
    const daily = budgetDocumentSchema
      .parse(JSON.parse(budget.out))
      .budgets.find(({ scope }) => scope === "daily")
    expect(daily).toMatchObject({ countedNano: "141500000", pendingNano: "100000000", limitUsd: 5 })
    expect((await ralex("log")).out).toContain("core.git-reset-hard")
    const { findings } = doctorDocumentSchema.parse(
      JSON.parse((await ralex("doctor", "--offline", "--json")).out),
    )
    const levels = findings
      .filter(({ id }) => ["ledger", "seals", "unsettled"].includes(id))
      .map(({ level }) => level)
    expect(levels).toEqual(["ok", "ok", "warn"])
  })

  test("a limit is lifted in it, for all machines", async () => {
    expect((await ralex("budget", "set", "daily", "9", "--today")).code).toBe(0)
    const { out } = await ralex("budget")
    expect(out).toMatch(/^daily +USD 9\.00 /m)
    expect((await ralex("log")).out).toContain("the daily budget is USD 9.00 until")
  })

  test("when it does not answer, each command says so in one sentence and is 3", async () => {
    await server.crash()
    const { host } = new URL(address)
    for (const words of [["report"], ["budget"], ["log"], ["budget", "set", "daily", "1", "--today"]]) {
      const { code, out, err } = await ralex(...words)
      expect({ words, code, out, lines: err.trimEnd().split("\n").length }).toEqual({
        words,
        code: 3,
        out: "",
        lines: 1,
      })
      expect(err).toContain(`The ledger in PostgreSQL at ${host}`)
    }
    const doctor = await ralex("doctor", "--offline", "--json")
    expect(doctorDocumentSchema.parse(JSON.parse(doctor.out)).findings).toContainEqual(
      expect.objectContaining({ id: "ledger", level: "fail" }),
    )
    expect((await ralex("budget", "set", "weekly", "20")).code).toBe(0)
  })
})
