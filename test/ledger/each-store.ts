// Runs the same tests on every store that a ledger can lie in: SQLite, and PostgreSQL where the machine has it.
import { afterAll, beforeAll, describe, setDefaultTimeout } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { findPostgres, sharedPostgres } from "./postgres-server.ts"

export interface StoreUnderTest {
  name: "sqlite" | "postgres"
  /** What `openLedger` takes for a new, empty store. */
  newAddress: () => Promise<string>
}

/** A busy machine takes long to make a cluster. */
const START_MS = 120_000

/** Without PostgreSQL its tests are skipped, and fail where RALEX_REQUIRE_ALL is 1. */
export function eachStore(title: string, tests: (store: StoreUnderTest) => void): void {
  // A hang is meant: each of them takes a fraction of a second.
  setDefaultTimeout(60_000)
  describe(`${title}, on SQLite`, () => {
    const folder = mkdtempSync(join(tmpdir(), "ralex-store-"))
    let files = 0
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    tests({ name: "sqlite", newAddress: async () => `sqlite:${join(folder, `ledger-${++files}.db`)}` })
  })

  const missing = findPostgres() === undefined
  if (missing) console.log(`skipped without PostgreSQL on this machine: ${title}`)
  const describePostgres = missing && process.env.RALEX_REQUIRE_ALL !== "1" ? describe.skip : describe
  describePostgres(`${title}, on PostgreSQL`, () => {
    beforeAll(async () => void (await sharedPostgres()), START_MS)
    tests({ name: "postgres", newAddress: async () => (await sharedPostgres()).newDatabase() })
  })
}
