// A model that is down is passed by in the same run; what nothing can help ends in one sentence.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { join } from "node:path"
import { openLedger } from "../../ledger/index.ts"
import { steps } from "../../simulator/index.ts"
import { KEY, type Sandbox, sandbox, writeAt } from "./sandbox.ts"

const CHEAP = ["google/gemini-3.8-flash", "openai/gpt-6-luna"] as const
const ASK = "fix the typo in README.md"

let box: Sandbox
beforeAll(async () => {
  box = await sandbox({ model: steps([{ text: "It is done." }]) })
})
afterAll(() => box.stop())

test.each([503, 429] as const)(
  "when the first model answers %d, the next one answers in the same run",
  async (status) => {
    box.simulator.reset()
    box.simulator.fail({ kind: "status", status, model: CHEAP[0], times: 9 })
    const run = await box.run(ASK, { args: ["--title", `down ${status}`] })
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("It is done.") })
    expect(box.simulator.requests().map(({ body }) => body.model)).toEqual([...CHEAP])
    const ledger = await openLedger(box.ledger)
    const last = (await ledger.calls({})).at(-1)
    await ledger.close()
    expect(last).toMatchObject({ modelUsed: CHEAP[1], attempts: 2, status: "settled", tier: "cheap" })
  },
)

test("an answer that breaks off in its middle is shown once, with one sentence, and not asked for again", async () => {
  box.simulator.reset()
  box.simulator.fail({ kind: "stream-error", at: "middle", code: 502, model: CHEAP[0], times: 9 })
  const run = await box.run(ASK, { args: ["--title", "broken off"] })
  expect(run.code).toBe(1)
  expect(run.stderr).toContain(`${CHEAP[0]} broke off in the middle of its answer (it is failing right now)`)
  expect(box.simulator.requests().map(({ body }) => body.model)).toEqual([CHEAP[0]])
})

test("a model that breaks off before it says anything is passed by, unseen", async () => {
  box.simulator.reset()
  box.simulator.fail({ kind: "close", at: "start", model: CHEAP[0], times: 9 })
  const run = await box.run(ASK, { args: ["--title", "cut at once"] })
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("It is done.") })
  expect(run.stderr).not.toContain("broke off")
})

test("when every model is down, one sentence says so, once, and OpenCode does not ask again", async () => {
  box.simulator.reset()
  box.simulator.fail({ kind: "status", status: 503, times: 99 })
  const run = await box.run(ASK, { args: ["--title", "all down"] })
  expect(run.code).toBe(1)
  expect(run.stderr).toMatch(/Ralex got no answer: \S+ is too busy right now; /)
  expect(run.stderr).not.toMatch(/\n\s+at /)
  expect(box.simulator.requests().length).toBeLessThanOrEqual(6)
})

test("without a key the sentence says how to get one", async () => {
  const run = await box.run(ASK, { env: { OPENROUTER_API_KEY: "" }, args: ["--title", "no key"] })
  expect(run.code).toBe(1)
  expect(run.stderr).toContain("Ralex has no OpenRouter key: run `opencode auth login`")
})

test("a key that OpenCode stored is found", async () => {
  box.simulator.reset()
  writeAt(`${box.data}/opencode/auth.json`, JSON.stringify({ openrouter: { type: "api", key: KEY } }))
  const run = await box.run(ASK, { env: { OPENROUTER_API_KEY: "" }, args: ["--title", "stored key"] })
  writeAt(`${box.data}/opencode/auth.json`, "{}")
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("It is done.") })
})

test("a wrong key is named, asked with once, and not shown", async () => {
  box.simulator.reset()
  const wrong = "sk-or-v1-ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
  const run = await box.run(ASK, { env: { OPENROUTER_API_KEY: wrong }, args: ["--title", "wrong key"] })
  expect(run.code).toBe(1)
  expect(run.stderr).toContain("OpenRouter does not accept the key")
  expect(run.stderr).not.toContain(wrong)
})

test("an endpoint that can not be reached is named", async () => {
  const run = await box.run(ASK, {
    env: { RALEX_BASE_URL: "http://127.0.0.1:9/api/v1" },
    args: ["--title", "nobody"],
  })
  expect(run.code).toBe(1)
  expect(run.stderr).toContain("Ralex could not reach a model at 127.0.0.1:9")
})

test("a broken ralex.yaml is named with line, column and what is allowed, and no call is made", async () => {
  box.simulator.reset()
  writeAt(`${box.project}/ralex.yaml`, "mode: yolo\nbudgets:\n  dialy: 5\n")
  const run = await box.run(ASK, { args: ["--title", "broken"] })
  writeAt(`${box.project}/ralex.yaml`, "")
  expect(run.code).toBe(1)
  expect(run.stderr).toContain(
    "ralex.yaml:3:3: budgets.dialy is not a key of Ralex; allowed here: call, turn, session, run, daily",
  )
  expect(box.simulator.requests()).toEqual([])
})

test("what an untrusted ralex.yaml may not say is ignored and said once", async () => {
  box.simulator.reset()
  writeAt(`${box.project}/ralex.yaml`, "mode: off\ntiers:\n  cheap: [openai/gpt-6-luna]\n")
  const run = await box.run(ASK, { args: ["--title", "untrusted"] })
  writeAt(`${box.project}/ralex.yaml`, "")
  expect(run.code).toBe(0)
  expect(run.stderr).toContain("Ralex ignores mode in")
  expect(run.stderr).toContain("run `ralex trust`")
  expect(box.simulator.requests().map(({ body }) => body.model)).toEqual(["openai/gpt-6-luna"])
})

test("a bad environment variable is named and no call is made", async () => {
  box.simulator.reset()
  const run = await box.run(ASK, { env: { RALEX_BUDGET_DAILY: "five" }, args: ["--title", "bad variable"] })
  expect(run.code).toBe(1)
  expect(run.stderr).toContain('RALEX_BUDGET_DAILY is "five"')
  expect(box.simulator.requests()).toEqual([])
})

test("a ledger that can not be used: with a budget no call is made, without one it goes on and says so", async () => {
  box.simulator.reset()
  const broken = { RALEX_LEDGER: "sqlite:/dev/null/ledger.db" }
  const limited = await box.run(ASK, {
    env: { ...broken, RALEX_BUDGET_DAILY: "5" },
    args: ["--title", "no ledger"],
  })
  expect(limited.code).toBe(1)
  expect(limited.stderr).toContain("a budget is set but the ledger can not be used")
  expect(box.simulator.requests()).toEqual([])
  const free = await box.run(ASK, { env: broken, args: ["--title", "no ledger, no limit"] })
  expect(free).toMatchObject({ code: 0, stdout: expect.stringContaining("It is done.") })
  expect(free.stderr).toContain("ledger in memory only")
})

test("an answer that breaks off is gone on with in the same run, where a person wants that", async () => {
  box.simulator.reset()
  box.simulator.fail({ kind: "cut", at: "middle", model: CHEAP[0] })
  const file = join(box.home, "go-on.yaml")
  writeAt(file, "calls: { goOn: true }\n")
  const run = await box.run(ASK, { env: { RALEX_CONFIG: file }, args: ["--title", "gone on with"] })
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("It is done.") })
  expect(run.stderr).toContain("the next call goes on with it")
  const [first, second] = box.simulator.requests().map(({ body }) => body.messages)
  expect(box.simulator.requests()).toHaveLength(2)
  expect(first?.at(-1)?.role).toBe("user")
  expect(JSON.stringify(second?.slice(-2))).toMatch(/"assistant".*Go on exactly where it ended/s)
}, 60_000)

test("a key that is not taken any more is left for the next one in the same run, by its fingerprint", async () => {
  box.simulator.reset()
  const revoked = `sk-or-v1-${"e".repeat(64)}`
  const env = { OPENROUTER_API_KEY: "", OPENROUTER_API_KEYS: `${revoked},${KEY}` }
  const run = await box.run(ASK, { env, args: ["--title", "two keys"] })
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("It is done.") })
  expect(run.stderr).toMatch(
    /does not accept the key [0-9a-f]{12} any more.*another of your keys \([0-9a-f]{12}\)/,
  )
  for (const key of [revoked, KEY]) expect(run.stdout + run.stderr).not.toContain(key.slice(9))
  expect(box.simulator.requests().map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${revoked}`,
    `Bearer ${KEY}`,
  ])
})
