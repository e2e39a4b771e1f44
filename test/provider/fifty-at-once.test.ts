// Fifty streams at once in one process: each gets on while all the others are under way, and none is kept
// waiting by a session that asks a lot. test/stress/memory.stress.ts looks at memory.
import { afterEach, expect, test } from "bun:test"
import { steps } from "../../simulator/index.ts"
import { callsAtOnce, FIFTY } from "../stress/calls-at-once.ts"
import { closeStages, type Stage, stage } from "./stage.ts"

afterEach(closeStages)

const text = "A line of an answer that is long enough to come in a good many pieces.\n".repeat(20)

/** Each call stops in its middle until all of them are there, so that one that had to wait for another would never end. */
function holdUntilAllAreThere({ simulator }: Stage): void {
  const all = Promise.withResolvers<void>()
  let there = 0
  const reached = async () => {
    if (++there === FIFTY) all.resolve()
    await all.promise
  }
  simulator.fail({ kind: "pause", at: "middle", reached, times: FIFTY })
}

test("fifty calls at once all get through, in step with each other", async () => {
  const it = await stage({ simulator: { model: steps([{ text }]) }, config: { budgets: { daily: 500 } } })
  holdUntilAllAreThere(it)
  const times = await callsAtOnce(it, text)
  const [fastest = 0, slowest = 0] = [Math.min(...times), Math.max(...times)]
  console.log(`${FIFTY} calls: ${fastest.toFixed(0)} to ${slowest.toFixed(0)} ms`)
  const rows = await it.calls()
  expect(rows.filter(({ status, outcome }) => status === "settled" && outcome === "ok")).toHaveLength(FIFTY)
  expect(rows.reduce((sum, { costNano }) => sum + (costNano ?? 0n), 0n)).toBe(it.billedNano())
}, 60_000)

test("one session that asks a lot does not keep the others waiting", async () => {
  const config = { calls: { inFlight: 2 } }
  const it = await stage({ simulator: { model: steps([{ text }]) }, config })
  const ended: string[] = []
  const call = async (session: string, turn: string) => {
    await it.call({ model: "cheap", session, turn })
    ended.push(session)
  }
  const greedy = Array.from({ length: 30 }, (_, index) => call("ses_greedy", `msg_${index}`))
  while (it.simulator.requests().length === 0) await Bun.sleep(1)
  const modest = Array.from({ length: 5 }, (_, index) => call(`ses_modest_${index}`, "msg_1"))
  await Promise.all([...greedy, ...modest])
  const last = ended.findLastIndex((session) => session !== "ses_greedy")
  expect(ended).toHaveLength(35)
  // Each takes its turn with the greedy one, whose thirty calls had come first.
  expect(last).toBeLessThan(25)
}, 60_000)
