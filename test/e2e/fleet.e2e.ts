// A fleet in CI: jobs on runners that are thrown away, whose daily limit holds for all of them since the ledger is one PostgreSQL.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { join } from "node:path"
import { nanoToUsd, openLedger, usdToNano } from "../../ledger/index.ts"
import { steps } from "../../simulator/index.ts"
import { findPostgres, type PostgresServer, startPostgres } from "../ledger/postgres-server.ts"
import { tool } from "./replies.ts"
import { type Sandbox, sandbox } from "./sandbox.ts"

/** USD; one call of the model below is held at some 0.3 and costs some 0.05. */
const LIMIT = 0.5
const MODEL = "ralex/anthropic/claude-opus-5.5"

const missing = findPostgres() === undefined && process.env.RALEX_REQUIRE_ALL !== "1"
if (missing) console.log("skipped without PostgreSQL on this machine: a fleet of opencode runs")

describe.skipIf(missing)("jobs with one ledger in PostgreSQL", () => {
  let box: Sandbox
  let server: PostgresServer
  let address: string

  beforeAll(async () => {
    server = await startPostgres()
    address = await server.newDatabase()
    const read = tool("read", { filePath: "notes.txt" })
    box = await sandbox({
      model: steps([...Array.from({ length: 2 }, () => read), { text: "It is done." }]),
      files: { "notes.txt": "a note\n" },
    })
  })
  afterAll(async () => {
    await box.stop()
    await server.stop()
  })

  /** @param name The runner, with a data folder of its own. */
  const job = (name: string, limitUsd: number) =>
    box.run(`do the work of ${name}`, {
      args: ["--title", name, "--model", MODEL],
      env: {
        CI: "true",
        RALEX_LEDGER: address,
        RALEX_BUDGET_DAILY: String(limitUsd),
        RALEX_CONFIG: join(box.root, "own.yaml"),
        XDG_DATA_HOME: join(box.root, name),
      },
    })

  async function spentTogether(): Promise<bigint> {
    const ledger = await openLedger(address)
    const calls = await ledger.calls({})
    await ledger.close()
    return calls.reduce((all, { costNano }) => all + costNano, 0n)
  }

  test("spend one daily limit, at once and one after the other", async () => {
    await Bun.write(join(box.root, "own.yaml"), "budgets: { onLimit: stop }\n")
    const ran = await Promise.all([job("one", LIMIT), job("two", LIMIT)])
    expect(ran.map(({ code }) => code).filter((code) => code !== 0 && code !== 3)).toEqual([])
    const billed = box.simulator.bill().reduce((all, { costNano }) => all + costNano, 0n)
    expect(billed).toBeGreaterThan(0n)
    expect(billed).toBeLessThanOrEqual(usdToNano(LIMIT))
    expect(await spentTogether()).toBe(billed)

    box.simulator.reset()
    const late = await job("three", nanoToUsd(billed)) // what the other two spent is all there is
    expect(late).toMatchObject({ code: 3, stderr: expect.stringContaining("daily budget is reached") })
    expect(box.simulator.requests()).toEqual([])
    expect(late.stdout + late.stderr).not.toContain(new URL(address).password)
  })
})
