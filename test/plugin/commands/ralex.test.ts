// What /ralex and /ralex-report say, and what the tool ralex_status tells an agent of its own session, on a real ledger.
import { afterEach, expect, test } from "bun:test"
import { ralex } from "../../../plugin/commands/ralex.ts"
import { ralexReport } from "../../../plugin/commands/ralex-report.ts"
import { statusTool } from "../../../plugin/status-tool.ts"
import { callStart, fixedBound, settlement, verdict } from "../../ledger/sample-calls.ts"
import { closeSamples, type Sample, sample } from "../sample-opencode.ts"

afterEach(closeSamples)

const at = new Date()
const USD = 1_000_000_000n

async function spend(
  { ledger, instance }: Sample,
  rootSession: string,
  cost: bigint,
  given = {},
): Promise<void> {
  const id = crypto.randomUUID()
  const where = { project: instance.project, session: rootSession, rootSession, run: instance.run }
  await ledger.hold(callStart({ id, startedAt: new Date(), ...where, ...given }), fixedBound(cost), [])
  await ledger.settle(id, settlement(cost))
}

const say = ({ instance }: Sample, rootSession = "ses_1") => ralex.answer([], { instance, rootSession, at })
const report = ({ instance }: Sample, words: string) =>
  ralexReport.answer(words.split(" ").filter(Boolean), { instance, rootSession: "ses_1", at })

async function status({ instance, sessions }: Sample, sessionID: string) {
  const tool = statusTool({ instance, sessions }).ralex_status
  const result = await tool?.execute({}, { sessionID, agent: "build" } as never)
  return JSON.parse((result as { output: string }).output)
}

test("/ralex says mode, last decision and why, money of session and day, budgets and health", async () => {
  const it = await sample({ budgets: { daily: 5 } })
  await spend(it, "ses_1", USD, { cause: "classified", signals: ["names a file"], tier: "cheap" })
  await spend(it, "ses_2", USD)
  const said = await say(it)
  expect(said).toContain("mode yolo, profile balanced; Ralex chooses the tier of each ask")
  expect(said).toContain("cheap, google/gemini-3.8-flash: by what was asked (names a file)")
  expect(said).toContain("This session: USD 1.00 spent, USD 2.00 saved (67 %), 1 call")
  expect(said).toContain("Today (UTC): USD 2.00 spent, USD 4.00 saved (67 %), 2 calls")
  expect(said).toContain("the daily budget: USD 2.00 of USD 5.00 is spent")
  expect(said).toContain("100 % of 2 calls in 24 hours did not fail, 0 failed; the objective is 99 %")
  expect(said).toMatch(/^\*\*Ralex \d+\.\d+\.\d+/)
  expect(said).toContain(`The request log (metadata) is in \`${it.instance.environment.paths.log}\``)
})

test("/ralex says what was chosen, what failed and who rests, and that nothing happened yet", async () => {
  const it = await sample({})
  expect(await say(it)).toContain("No model was called in this session yet.")
  expect(await say(it)).toContain("No budget is set")
  it.instance.chosenTiers.set("ses_1", "smart")
  const rest = { key: "model:a/b", failures: 2, reason: "overloaded", detail: "x", at }
  await it.ledger.noteRest({ ...rest, until: new Date(at.getTime() + 60_000) })
  await it.ledger.noteRest({ ...rest, key: "model::free", until: new Date(at.getTime() + 60_000) })
  await it.ledger.noteRest({ ...rest, key: "provider:Google", until: new Date(at.getTime() - 60_000) })
  const said = await say(it)
  expect(said).toContain("you chose the smart tier")
  const names = /Left alone for now since they failed: (.*)\.\n/.exec(said)?.[1]?.split(", ").toSorted()
  expect(names).toEqual(["a/b (overloaded)", "all free models (overloaded)"])
})

test("/ralex does not point to a request log that is off", async () => {
  const it = await sample({ log: "off" })
  const said = await say(it)
  expect(said).toContain("The request log is off.")
  expect(said).not.toContain(it.instance.environment.paths.log)
})

test("a secret in a signal is not said", async () => {
  const it = await sample({})
  const secret = `ghp_${"a1B2".repeat(9)}`
  await spend(it, "ses_1", USD, { signals: [`names ${secret}`] })
  expect(await say(it)).not.toContain(secret)
})

test("/ralex-report says what a time cost by model, and what was blocked", async () => {
  const it = await sample({})
  expect(await report(it, "")).toContain("No calls since 24h")
  await spend(it, "ses_1", USD)
  await it.ledger.record(verdict({ at: new Date(), rule: "git.reset-hard" }))
  const said = await report(it, "7d")
  expect(said).toContain("Since 7d: USD 1.00 spent in 1 call, USD 2.00 saved")
  expect(said).toContain("| google/gemini-3.8-flash | 1 | USD 1.00 | USD 2.00 | 0 |")
  expect(said).toContain("Blocked: 1 (git.reset-hard 1).")
  expect(await report(it, "soon")).toContain('"soon" is no stretch of time')
})

test("ralex_status tells an agent of its own session's money, and of nothing else", async () => {
  const it = await sample({ budgets: { session: 2, daily: 5, onLimit: "stop" } })
  await spend(it, "ses_1", USD)
  await spend(it, "ses_2", USD)
  const told = await status(it, "ses_1")
  expect(told).toEqual({
    sessionSpentUsd: 1,
    calls: 1,
    tier: "cheap",
    budgets: [
      { budget: "the session budget", limitUsd: 2, spentUsd: 1, leftUsd: 1 },
      { budget: "the daily budget", limitUsd: 5, spentUsd: 2, leftUsd: 3 },
    ],
    callsLeft: 1,
    atLimit: "work stops",
  })
  expect(JSON.stringify(told)).not.toContain(it.instance.project)
})

test("ralex_status counts the calls that are left by the cap of an ask, too, and knows none without limits", async () => {
  const capped = await sample({ budgets: { callsPerTurn: 3 } })
  await spend(capped, "ses_1", USD, { turn: "an earlier ask" })
  await spend(capped, "ses_1", USD)
  await spend(capped, "ses_1", USD, { agent: "explore" })
  expect(await status(capped, "ses_1")).toMatchObject({ budgets: [], callsLeft: 1 })
  const free = await sample({ budgets: { callsPerTurn: null } })
  await spend(free, "ses_1", USD)
  expect(await status(free, "ses_1")).toMatchObject({ callsLeft: null })
})

test("ralex_status tells an agent its own tier, not that of the call which titled the session", async () => {
  const it = await sample({})
  await spend(it, "ses_1", USD, { tier: "smart", startedAt: new Date(at.getTime() - 1_000) })
  await spend(it, "ses_1", USD, { tier: "cheap", agent: "title", startedAt: at })
  expect(await status(it, "ses_1")).toMatchObject({ tier: "smart", calls: 2 })
})
