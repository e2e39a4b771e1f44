// A PostgreSQL ledger that does not answer: by default no paid call, with an allowance calls up to it, then free ones.

import { Database } from "bun:sqlite"
import { afterEach, expect, test } from "bun:test"
import { runtimeSlot } from "../../config/index.ts"
import { usdToNano } from "../../ledger/index.ts"
import type { OutageLedger } from "../../ledger/outage/outage-ledger.ts"
import { outboxPath } from "../../ledger/outage/outbox.ts"
import { steps } from "../../simulator/index.ts"
import { closeStages, type Stage, stage } from "./stage.ts"

// Nobody listens there.
const ADDRESS = "postgres://me:hunter22@127.0.0.1:1/ledger"
const luna = "openai/gpt-6-luna"
const text = "An answer."
// Dear enough to use an allowance up soon.
const model = steps([{ text, outputTokens: 2_000 }])

afterEach(async () => {
  const slot = runtimeSlot()
  const open = (await slot.ledgers.get(ADDRESS)) as OutageLedger | undefined
  slot.ledgers.delete(ADDRESS)
  await closeStages()
  await open?.({ allowanceNano: 0n, notice: () => {} }).close()
})

async function away(budgets: Record<string, unknown>): Promise<Stage> {
  const it = await stage({ simulator: { model }, config: { budgets } })
  it.instance.environment = { ...it.instance.environment, ledger: ADDRESS }
  return it
}

/** What waits to be written to the ledger. */
function kept({ instance }: Stage): string[] {
  const file = new Database(outboxPath(instance.environment.paths.data, ADDRESS), { readonly: true })
  const rows = file.query<{ kind: string }, []>("SELECT operation ->> 'kind' AS kind FROM outbox").all()
  file.close()
  return rows.map(({ kind }) => kind)
}

test("by default a limit allows nothing, and the refusal says why in a sentence that OpenCode does not retry", async () => {
  const it = await away({ daily: 5 })
  const error = await it.refused({ model: luna })
  expect(error).toMatchObject({ isRetryable: false, name: "AI_APICallError" })
  expect(error.message).toContain("a budget is set but the ledger can not be used")
  expect(error.message).toContain("PostgreSQL at 127.0.0.1:1/ledger does not answer")
  expect(error.message).not.toContain("hunter22")
  expect(it.simulator.requests()).toEqual([])
  expect((await it.call({ model: "free" })).text).toBe(text)
  expect(it.billedNano()).toBe(0n)
})

test("without a limit calls are made, and kept for the ledger", async () => {
  const it = await away({})
  expect((await it.call({ model: luna })).text).toBe(text)
  expect(kept(it).toSorted()).toEqual(["hold", "note-generation", "settle"])
  expect(it.told).toEqual([expect.stringContaining("the database of the ledger does not answer")])
})

test.each([
  ["degrade", "budgets.allowance"],
  ["stop", "raise budgets.allowance"],
] as const)("an allowance is spent and no more; then %s", async (onLimit, said) => {
  const allowance = 0.02
  const it = await away({ daily: 5, onLimit, onLedgerLoss: "failOpen", allowance, callsPerMinute: null })
  const call = () => it.call({ model: luna, maxOutputTokens: 8_000 }).catch((error: Error) => error.message)
  for (let count = 0; count < 200 && it.asked().every((id) => id === luna); count++) {
    const answer = await call()
    if (typeof answer === "string") break
  }
  expect(it.billedNano()).toBeGreaterThan(0n)
  expect(it.billedNano()).toBeLessThanOrEqual(usdToNano(allowance))
  const last = await call()
  const words = typeof last === "string" ? last : it.told.join("\n")
  expect(words).toContain(said)
  expect(it.instance.outcome.budgetStopped).toBe(onLimit === "stop")
  if (onLimit === "degrade") expect(it.asked().at(-1)).toContain(":free")
})
