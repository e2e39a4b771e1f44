// What a process does for its ledger besides calls: seals looked at, old rows deleted once a day, the key's bill compared.

import { Database } from "bun:sqlite"
import { afterEach, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { configSchema, type Instance, readEnvironment } from "../../config/index.ts"
import { finishBackground } from "../../ledger/background.ts"
import { flushAlerts, keyIdOf, type Ledger, openLedger, toolModels, usdToNano } from "../../ledger/index.ts"
import { auditBooks, keepHouse } from "../../ledger/keep-house.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { createSimulator } from "../../simulator/index.ts"
import { callStart, fixedBound, settlement, verdict } from "./sample-calls.ts"

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const KEY = "sk-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
const DAY_MS = 86_400_000

async function house(config: Parameters<typeof configSchema.parse>[0] = {}, variables = {}) {
  const root = mkdtempSync(join(tmpdir(), "ralex-house-"))
  closers.push(() => rmSync(root, { recursive: true, force: true }))
  const told: string[] = []
  const path = join(root, "ledger.db")
  const open = async (): Promise<Ledger> => {
    const ledger = await openLedger(`sqlite:${path}`)
    closers.push(() => ledger.close())
    return ledger
  }
  const instance = {
    run: "run",
    environment: readEnvironment({ HOME: root, ...variables }),
    loaded: { config: configSchema.parse(config) } as Instance["loaded"],
    tell: ({ text }: { text: string }) => void told.push(text),
  }
  const keep = async (ledger: Ledger, now = new Date()) => {
    keepHouse({ ledger, instance, now })
    await finishBackground()
    await flushAlerts()
  }
  return { path, told, open, instance, keep }
}

async function addCall(ledger: Ledger, startedAt: Date): Promise<string> {
  const start = callStart({ startedAt })
  await ledger.hold(start, fixedBound(5n), [])
  await ledger.settle(start.id, settlement(5n))
  return start.id
}

test("a sound ledger is not spoken of, and its claims of housekeeping are no alerts", async () => {
  const it = await house()
  const ledger = await it.open()
  await addCall(ledger, new Date())
  await it.keep(ledger)
  expect(it.told).toEqual([])
  expect(await ledger.alerts(new Date(0))).toEqual([])
})

test("one that was changed behind its back is told of once a day, by one process of all", async () => {
  const it = await house()
  const ledger = await it.open()
  const id = await addCall(ledger, new Date())
  const database = new Database(it.path)
  database.run("UPDATE calls SET cost_nano = 1 WHERE id = ?", [id])
  database.close()
  await it.keep(ledger)
  await it.keep(await it.open())
  expect(it.told).toEqual([expect.stringContaining("the ledger was changed by something other than Ralex")])
  await it.keep(await it.open(), new Date(Date.now() + DAY_MS))
  expect(it.told).toHaveLength(2)
  expect(await ledger.alerts(new Date(0))).toHaveLength(2)
})

test("answers whose time is over are deleted, though nobody keeps any by now", async () => {
  const it = await house()
  const ledger = await it.open()
  const [at, until] = [new Date(), new Date(Date.now() + DAY_MS)]
  await ledger.keepResponse({ key: "over", at, until, body: "{}" }, 99)
  await ledger.keepResponse({ key: "young", at, until: new Date(until.getTime() + DAY_MS), body: "{}" }, 99)
  await it.keep(ledger, until)
  const database = new Database(it.path)
  expect(database.query("SELECT key FROM responses").all()).toEqual([{ key: "young" }])
  database.close()
})

test("rows older than is to be kept are deleted, once a day", async () => {
  const it = await house({ retention: { days: 30 } })
  const ledger = await it.open()
  await ledger.record(verdict({ at: new Date(Date.now() - 40 * DAY_MS) }))
  await ledger.record(verdict({ at: new Date(Date.now() - 20 * DAY_MS) }))
  await it.keep(ledger)
  expect(await ledger.verdicts({})).toHaveLength(1)
  await ledger.record(verdict({ at: new Date(Date.now() - 40 * DAY_MS) }))
  await it.keep(await it.open())
  expect(await ledger.verdicts({})).toHaveLength(2) // somebody did it today
  await it.keep(await it.open(), new Date(Date.now() + DAY_MS))
  expect(await ledger.verdicts({})).toHaveLength(1)
})

test("a process that lives on does it again on each new day", async () => {
  const it = await house({ retention: { days: 30 } })
  const ledger = await it.open()
  const now = new Date()
  await it.keep(ledger, now)
  await ledger.record(verdict({ at: new Date(now.getTime() - 40 * DAY_MS) }))
  await it.keep(ledger, now)
  expect(await ledger.verdicts({})).toHaveLength(1)
  await it.keep(ledger, new Date(now.getTime() + DAY_MS))
  expect(await ledger.verdicts({})).toHaveLength(0)
})

test("with retention.days null nothing is deleted", async () => {
  const it = await house({ retention: { days: null } })
  const ledger = await it.open()
  await ledger.record(verdict({ at: new Date("2020-01-01") }))
  await it.keep(ledger)
  expect(await ledger.verdicts({})).toHaveLength(1)
})

/** A ledger beside a simulated OpenRouter, and one dear call that was not Ralex's. */
async function audited() {
  const simulator = createSimulator({ models: simulatedModels(toolModels()), keys: [KEY] })
  const server = simulator.serve()
  closers.push(() => server.stop())
  const it = await house({}, { RALEX_BASE_URL: server.url })
  const ledger = await it.open()
  const body = JSON.stringify({
    model: "anthropic/claude-opus-5.5",
    max_tokens: 9_000,
    messages: [{ role: "user", content: "word ".repeat(40_000) }],
  })
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" }
  await (await fetch(`${server.url}/chat/completions`, { method: "POST", headers, body })).text()
  const [line] = simulator.bill()
  if (!line) throw new Error("nothing was billed")
  return { it, ledger, line }
}

test("a key that was billed for more than the ledger knows is told of", async () => {
  const { it, ledger, line } = await audited()
  const now = new Date()
  await ledger.noteKey({ keyId: keyIdOf(KEY), at: new Date(now.getTime() - 2 * 3_600_000), usedNano: 0n })
  expect(line.costNano).toBeGreaterThan(usdToNano(0.05))
  auditBooks({ ledger, instance: it.instance, now, apiKeys: [KEY] })
  while (it.told.length === 0) await Bun.sleep(5)
  expect(it.told[0]).toContain("something else spends with this key")
  expect((await ledger.keyReadings(keyIdOf(KEY))).length).toBe(2)
})

test("a call that a process left behind gets its real cost", async () => {
  const { it, ledger, line } = await audited()
  const left = callStart()
  await ledger.hold(left, fixedBound(line.costNano * 2n), [])
  await ledger.noteGeneration(left.id, line.id)
  await ledger.settle(left.id, settlement(1n, { status: "unreconciled", generationId: line.id }))
  auditBooks({ ledger, instance: it.instance, now: new Date(), apiKeys: [KEY] })
  const status = async () => (await ledger.calls({}))[0]
  while ((await status())?.status !== "settled") await Bun.sleep(5)
  expect(await status()).toMatchObject({ costNano: line.costNano })
})
