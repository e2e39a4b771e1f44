// `ralex models`: tiers, prices, and who rests; also where the ledger says nothing.
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type DoctorDocument, type ModelsDocument, modelsDocumentSchema } from "../../cli/contract.ts"
import { TIERS } from "../../config/index.ts"
import { openLedger } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement } from "../ledger/sample-calls.ts"
import { createSandbox, HANG_MS, type RunOptions, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeEach(() => {
  sandbox = createSandbox()
})
afterEach(() => sandbox.remove())

async function models(options: RunOptions = {}): Promise<ModelsDocument & { err: string }> {
  const { code, out, err } = await sandbox.ralex(["models", "--json"], options)
  expect(code).toBe(0)
  return { ...modelsDocumentSchema.parse(JSON.parse(out)), err }
}

async function rest(key: string, fromNowMs: number): Promise<void> {
  const ledger = await openLedger(`sqlite:${join(sandbox.data, "ledger.db")}`)
  const at = new Date()
  const until = new Date(at.getTime() + fromNowMs)
  await ledger.noteRest({ key, failures: 3, until, reason: "overloaded", detail: "[Z] too busy", at })
  await ledger.close()
}

test("shows each tier in its order, with what a model holds and costs", async () => {
  const { tiers, rests } = await models()
  expect(tiers.map(({ tier }) => tier)).toEqual([...TIERS])
  const smart = tiers.find(({ tier }) => tier === "smart")
  expect(smart?.models[0]).toMatchObject({
    id: "anthropic/claude-sonnet-5",
    known: true,
    rest: null,
    health: null,
  })
  expect(smart?.models[0]?.outputUsd).toBeGreaterThan(smart?.models[0]?.inputUsd ?? 0)
  expect(rests).toEqual([])
})

test("shows who rests, until when, and why", async () => {
  await rest("model:anthropic/claude-sonnet-5", 60_000)
  await rest("model:openai/gpt-6-luna", -60_000)
  await rest("provider:Google", 60_000)
  const { tiers, rests } = await models()
  const found = tiers.flatMap(({ models: ofTier }) => ofTier).filter(({ rest: its }) => its !== null)
  expect([...new Set(found.map(({ id }) => id))]).toEqual(["anthropic/claude-sonnet-5"])
  expect(found[0]?.rest).toMatchObject({ reason: "overloaded", detail: "[Z] too busy", failures: 3 })
  expect(rests.map(({ key, resting }) => [key, resting])).toEqual([
    ["model:anthropic/claude-sonnet-5", true],
    ["model:openai/gpt-6-luna", false],
    ["provider:Google", true],
  ])
  const { out } = await sandbox.ralex(["models"])
  expect(out).toMatch(/smart +anthropic\/claude-sonnet-5 .* rests until .* UTC \(overloaded, 3 times\)/)
  expect(out).toContain("The provider Google rests until")
  expect(out).not.toMatch(/gpt-6-luna .*rests/)
})

test("shows how each model and provider did in the last hour, and availability against its objective", async () => {
  const ledger = await openLedger(`sqlite:${join(sandbox.data, "ledger.db")}`)
  for (const outcome of ["ok", "ok", "ok", "overloaded", "aborted"]) {
    const id = crypto.randomUUID()
    const model = "anthropic/claude-sonnet-5"
    await ledger.hold(callStart({ id, turn: id, startedAt: new Date(), model }), fixedBound(1n), [])
    await ledger.settle(id, settlement(1n, { model, outcome, timeToFirstTokenMs: 250 }))
  }
  const other = { provider: "anthropic", model: "claude-elsewhere" }
  await ledger.hold(callStart({ ...other, id: "other", startedAt: new Date() }), fixedBound(1n), [])
  await ledger.settle("other", settlement(1n, { ...other, durationMs: 5_000 }))
  await ledger.close()
  await rest("model:anthropic/claude-sonnet-5", 60_000)
  await rest("model:qwen/none-of-ours", 60_000)
  const { tiers, others, providers, availability } = await models()
  expect(others).toMatchObject([
    { id: "claude-elsewhere", known: false, rest: null, health: { calls: 1, successShare: 1 } },
    { id: "qwen/none-of-ours", rest: { failures: 3 }, health: null },
  ])
  const smart = tiers.find(({ tier }) => tier === "smart")?.models[0]
  expect(smart?.health).toMatchObject({ calls: 5, successShare: 0.75 })
  expect(providers).toMatchObject([
    { provider: "openrouter", calls: 5, successShare: 0.75 },
    { provider: "anthropic", calls: 1 },
  ])
  expect(availability).toMatchObject({ objective: 0.99, calls: 6, failed: 1, met: false })
  const { out } = await sandbox.ralex(["models"])
  expect(out).toMatch(/tier +model .* success +first token +whole/)
  expect(out).toMatch(/smart +anthropic\/claude-sonnet-5 .* 75 % +2\d\d ms +3\d\d ms +rests until/)
  expect(out).toMatch(/\n- +claude-elsewhere +\? +\? +\? +100 % +\d+ ms +\d{4} ms\n/)
  expect(out).toMatch(/\n- +qwen\/none-of-ours .* rests until/)
  expect(out).toContain("The provider openrouter answered 75 % of 5 calls in the last hour.")
  expect(out).toMatch(
    /in the last hour\. Its first token came after \d+ ms, all of it after \d+ ms \(p50; p95 \d+ ms\)/,
  )
  expect(out).toContain(
    "Availability: 83.33 % of 6 calls in 24 hours did not fail, 1 failed; the objective is 99 %",
  )
})

const OWN = `
upstreams:
  local:
    baseUrl: http://127.0.0.1:9/v1
    models: { qwen3: { inputUsdPerMillion: 1, outputUsdPerMillion: 2.5, context: 32768 } }
tiers: { cheap: [local/qwen3], smart: [local/other] }
`

function userConfig(text: string): void {
  mkdirSync(dirname(sandbox.userConfig), { recursive: true })
  writeFileSync(sandbox.userConfig, text)
}

test("a model of an own upstream is shown with its prices, and one that it has not is unknown", async () => {
  userConfig(OWN)
  const { tiers } = await models()
  expect(tiers.find(({ tier }) => tier === "cheap")?.models).toEqual([
    {
      id: "local/qwen3",
      known: true,
      contextTokens: 32_768,
      inputUsd: 1,
      outputUsd: 2.5,
      rest: null,
      health: null,
    },
  ])
  expect(tiers.find(({ tier }) => tier === "smart")?.models[0]).toMatchObject({ known: false })
})

test("the estimate is at its prices, and doctor needs no OpenRouter key but says who does not answer", async () => {
  userConfig(OWN.replace("local/other", "local/qwen3"))
  const estimate = JSON.parse((await sandbox.ralex(["estimate", "--json", "thanks!"])).out)
  expect(estimate).toMatchObject({ tier: "cheap", model: "local/qwen3" })
  expect(estimate.p50Usd).toBeGreaterThan(0)
  const tools = sandbox.program("opencode", "#!/bin/sh\necho 1.18.33\n")
  const { findings } = JSON.parse(
    (await sandbox.ralex(["doctor", "--json"], { env: { PATH: tools } })).out,
  ) as DoctorDocument
  const of = (id: string) => findings.filter((finding) => finding.id === id)
  expect(of("key")).toMatchObject([{ level: "warn", message: expect.stringContaining("own upstreams") }])
  expect(of("own-upstream")).toMatchObject([{ level: "warn", message: expect.stringContaining("local") }])
  expect(of("models")).toMatchObject([{ level: "ok" }])
})

test("a quota of all free models is shown at each", async () => {
  await rest("model::free", 60_000)
  const { tiers } = await models()
  for (const { tier, models: ofTier } of tiers)
    for (const { rest: its } of ofTier) expect(its !== null).toBe(tier === "free")
})

test("a ledger that can not be used is said, and the rest is shown", async () => {
  const { tiers, err } = await models({ env: { RALEX_LEDGER: "sqlite:/dev/null/ledger.db" } })
  expect(tiers).toHaveLength(TIERS.length)
  expect(err).toContain("nothing is said of health and of who rests")
})
