// What a call is held against: the ledger, every limit that the configuration set, and the caps on calls.
import { afterEach, expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Instance, loadConfig, readEnvironment, runtimeSlot } from "../../config/index.ts"
import { openBooks } from "../../ledger/index.ts"

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** An instance of a project with these files; its ledger can be used unless `broken`. */
function instanceOf(user: string, project: string, broken = false): { instance: Instance; told: string[] } {
  const root = mkdtempSync(join(tmpdir(), "ralex-books-"))
  writeFileSync(join(root, "user.yaml"), user)
  writeFileSync(join(root, "ralex.yaml"), project)
  const address = broken ? "sqlite:/dev/null/ledger.db" : `sqlite:${join(root, "ledger.db")}`
  const variables = { HOME: root, RALEX_CONFIG: join(root, "user.yaml"), RALEX_LEDGER: address }
  const environment = readEnvironment(variables)
  const told: string[] = []
  const instance: Instance = {
    nonce: "nonce",
    run: "run",
    project: root,
    environment,
    loaded: loadConfig({ environment, project: root }),
    apiKeys: () => ["key"],
    tell: ({ text }) => void told.push(text),
    outcome: { budgetStopped: false, blocked: 0 },
    decisions: new Map(),
    chosenTiers: new Map(),
    commands: new Map(),
    attempts: new Map(),
    exitCodes: new Map(),
  }
  closers.push(async () => {
    runtimeSlot().ledgers.delete(address)
    rmSync(root, { recursive: true, force: true })
  })
  return { instance, told }
}

async function booksOf(instance: Instance) {
  const books = await openBooks(instance)
  if (books.kind === "open") closers.unshift(() => books.ledger.close())
  return books
}

test("the person's limits and the project's, in nano-dollars and each for its part, and the caps", async () => {
  const { instance } = instanceOf(
    "budgets: { daily: 5, agents: { explore: { turn: 0.25 } }, callsPerTurn: null }",
    "budgets: { daily: 1.5, callsPerMinute: 30 }",
  )
  const { project } = instance
  expect(await booksOf(instance)).toMatchObject({
    kind: "open",
    limits: [
      { scope: "turn", limitNano: 250_000_000n, part: { agent: "explore" } },
      { scope: "daily", limitNano: 5_000_000_000n, part: {} },
      { scope: "daily", limitNano: 1_500_000_000n, part: { project } },
    ],
    caps: { perTurn: null, perMinute: 30 },
  })
})

test("without the ledger a limit for one agent allows nothing either", async () => {
  const { instance } = instanceOf("budgets: { agents: { explore: { turn: 0.25 } } }", "", true)
  expect(await booksOf(instance)).toMatchObject({ kind: "closed", reason: expect.stringContaining("ledger") })
})

test("without the ledger and without a limit, the run is kept in memory, and that is said", async () => {
  const { instance, told } = instanceOf("", "", true)
  closers.unshift(async () => void runtimeSlot().ledgers.delete("sqlite::memory:"))
  expect(await booksOf(instance)).toMatchObject({ kind: "open", limits: [], caps: { perTurn: 2000 } })
  expect(told).toEqual([expect.stringContaining("in memory only")])
})
