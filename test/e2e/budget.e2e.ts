// Hard limits in the real binary: no call beyond them, one sentence, exit 3; and nothing lost when it is killed.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { openLedger, usdToNano } from "../../ledger/index.ts"
import { script, steps } from "../../simulator/index.ts"
import { callStart, fixedBound, settlement } from "../ledger/sample-calls.ts"
import { OTHER_KEY, type Sandbox, sandbox, writeAt } from "./sandbox.ts"

const ASK = "fix the typo in README.md"
const OTHER = {
  other: {
    npm: "@ai-sdk/openai-compatible",
    name: "Other",
    models: {
      "openai/gpt-6-luna": {
        name: "Paid",
        tool_call: true,
        limit: { context: 100000, output: 8000 },
        cost: { input: 3, output: 15 },
      },
    },
  },
}

let box: Sandbox
beforeAll(async () => {
  box = await sandbox({ model: steps([{ text: "It is done." }]), user: "budgets: { onLimit: stop }\n" })
  const own = JSON.parse(box.file("opencode.json"))
  const other = { ...OTHER.other, options: { baseURL: box.url, apiKey: OTHER_KEY } }
  writeAt(`${box.project}/opencode.json`, JSON.stringify({ ...own, provider: { other } }))
})
afterAll(() => box.stop())

const rows = async () => {
  const ledger = await openLedger(box.ledger)
  const calls = await ledger.calls({})
  await ledger.close()
  return calls
}

describe("a limit too small for the next call, with onLimit: stop", () => {
  test.each(["ralex/auto", "ralex/anthropic/claude-opus-5.5", "other/openai/gpt-6-luna"])(
    "%s: no call, one sentence with the budget, no retry, exit 3",
    async (model) => {
      box.simulator.reset()
      const run = await box.run(ASK, { args: ["--model", model], env: { RALEX_BUDGET_SESSION: "0.000001" } })
      expect(run.code).toBe(3)
      expect(box.simulator.requests()).toEqual([])
      const said = run.stderr.match(/session budget is reached/g)
      expect(said).toHaveLength(1)
      expect(run.stderr).toContain("Raise RALEX_BUDGET_SESSION")
      expect(run.stderr).not.toMatch(/\n\s+at /)
    },
  )
})

test("degrade goes on with a free model, says so, and exits 0", async () => {
  box.simulator.reset()
  writeAt(`${box.root}/degrade.yaml`, "budgets: { onLimit: degrade, session: 0.000001 }\n")
  const env = { RALEX_CONFIG: `${box.root}/degrade.yaml` }
  const run = await box.run(ASK, { args: ["--title", "degraded"], env })
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("It is done.") })
  expect(run.stderr).toContain("the session budget")
  expect(box.simulator.requests().every(({ body }) => body.model?.endsWith(":free"))).toBe(true)
  expect(box.simulator.bill().every(({ costNano }) => costNano === 0n)).toBe(true)
})

test("another provider's call is held at list price and settled from its message", async () => {
  box.simulator.reset()
  const run = await box.run(ASK, { args: ["--model", "other/openai/gpt-6-luna", "--title", "other"] })
  expect(run.code).toBe(0)
  const row = (await rows()).at(-1)
  expect(row).toMatchObject({ provider: "other", status: "settled", cause: "other-provider", outcome: "ok" })
  const [session] = await box.opencodeRows<{ cost: number }>("select cost from session where title = 'other'")
  expect(row?.costNano).toBe(BigInt(Math.round((session?.cost ?? 0) * 1e9)))
  expect(row?.costNano).toBeGreaterThan(0n)
})

test("a title made by another provider holds what it can cost, not a whole context window", async () => {
  box.simulator.reset()
  const model = "other/openai/gpt-6-luna"
  const env = {
    RALEX_BUDGET_DAILY: "1000",
    OPENCODE_CONFIG_CONTENT: JSON.stringify({ small_model: model }),
  }
  const run = await box.run(ASK, { args: ["--model", model], env })
  expect(run.code).toBe(0)
  const title = (await rows()).findLast(({ agent }) => agent === "title")
  expect(title).toMatchObject({ provider: "other", status: "unreconciled", outcome: "unknown" })
  expect(title?.heldNano).toBeGreaterThan(usdToNano(4_096 * 15e-6))
  expect(title?.heldNano).toBeLessThan(usdToNano(0.1)) // the window of 100,000 tokens alone is 0.30
})

test("killed in the middle of a call, the ledger opens again and the dead call's money counts as spent", async () => {
  box.simulator.reset()
  box.simulator.fail({ kind: "hang", at: "middle" })
  const before = (await rows()).length
  const command = [`${import.meta.dir}/../../node_modules/.bin/opencode`, "run", "--title", "killed", ASK]
  const child = Bun.spawn(command, {
    cwd: box.project,
    env: box.env,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
  })
  while (box.simulator.requests().length === 0) await Bun.sleep(50)
  await Bun.sleep(500)
  child.kill("SIGKILL")
  await child.exited
  const after = await rows()
  expect(after.length).toBe(before + 1)
  const dead = after.at(-1)
  expect(dead?.status).toBe("unreconciled")
  const ledger = await openLedger(box.ledger)
  const spent = await ledger.spent({ scope: "session", at: new Date(), rootSession: dead?.rootSession ?? "" })
  await ledger.close()
  expect(spent.countedNano).toBe(dead?.heldNano ?? 0n)
  expect(spent.countedNano).toBeGreaterThan(0n)
})

test("from a soft threshold asks go to a cheaper tier, and that is said once", async () => {
  const ledger = await openLedger(box.ledger)
  const start = callStart({ startedAt: new Date() })
  await ledger.hold(start, fixedBound(usdToNano(85)), [])
  await ledger.settle(start.id, settlement(usdToNano(85)))
  await ledger.close()
  const hard = "prove that this lock-free queue is linearizable"
  const asked: (string | undefined)[] = []
  let said = ""
  for (const title of ["first", "second"]) {
    box.simulator.reset()
    const run = await box.run(hard, { args: ["--title", title], env: { RALEX_BUDGET_DAILY: "100" } })
    expect(run.code).toBe(0)
    asked.push(box.simulator.requests()[0]?.body.model)
    said += run.stderr
  }
  expect(asked).toEqual(["anthropic/claude-sonnet-5", "anthropic/claude-sonnet-5"])
  expect(said.match(/go to the smart tier/g)).toHaveLength(1)
  expect(said.match(/of the daily budget is spent:/g)).toHaveLength(1) // the alert, by either run
  expect((await rows()).at(-1)).toMatchObject({ cause: "ceiling", tier: "smart" })
})

const AFFORD =
  "This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, but can only afford 9000. To increase, visit https://openrouter.ai/settings/credits and add more credits"

test("what OpenRouter can still afford is asked for; what it can not ends in one sentence and exit 3", async () => {
  box.simulator.reset()
  const model = "openai/gpt-6-luna"
  box.simulator.fail({ kind: "status", status: 402, message: AFFORD })
  const shorter = await box.run(ASK, { args: ["--title", "afford", "--model", `ralex/${model}`] })
  expect(shorter).toMatchObject({ code: 0, stdout: expect.stringContaining("It is done.") })
  expect(box.simulator.requests().map(({ body }) => body.max_tokens)).toEqual([32_000, 9_000])
  expect(shorter.stderr.match(/OpenRouter has no more budget/g)).toHaveLength(1)

  box.simulator.reset()
  box.simulator.fail({ kind: "status", status: 402, times: 99 })
  const stopped = await box.run(ASK, { args: ["--title", "no credit", "--model", `ralex/${model}`] })
  expect(stopped.code).toBe(3)
  expect(stopped.stderr.match(/the budget at OpenRouter is used up/g)).toHaveLength(1)
  expect(box.simulator.requests()).toHaveLength(1)
})

test("a model that never comes to an end is stopped by the cap, in one sentence", async () => {
  const endless = script(() => ({ toolCalls: [{ name: "no-such-tool", arguments: {} }] }))
  const looping = await sandbox({ model: endless, user: "budgets: { callsPerMinute: 7 }\n" })
  const run = await looping.run(ASK, { args: ["--title", "loop"] })
  const requests = looping.simulator.requests().length
  await looping.stop()
  expect(run.code).toBe(3)
  expect(requests).toBe(7)
  expect(run.stderr.match(/the budget of calls is reached/g)).toHaveLength(1)
})
