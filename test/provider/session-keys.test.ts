// Several keys of one person: which one a session uses, when another takes over, and what is said and written of it.
import { afterEach, expect, test } from "bun:test"
import { finishBackground, keyIdOf } from "../../ledger/index.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { closeStages, type Stage, stage } from "./stage.ts"

afterEach(closeStages)

const FIRST = `sk-or-v1-${"1".repeat(64)}`
const SECOND = `sk-or-v1-${"2".repeat(64)}`
const model = steps([{ text: "It is done." }])
const usedUp: Fault = {
  kind: "status",
  status: 403,
  message: "Key limit exceeded (daily limit).",
  key: FIRST,
  times: 9,
}

function keysAsked(it: Stage): string[] {
  return it.simulator.requests().map(({ headers }) => (headers.authorization ?? "").replace("Bearer ", ""))
}

test.each<[string, Parameters<typeof stage>[0], string]>([
  ["is not taken any more", { simulator: { model, keys: [SECOND] } }, "does not accept the key"],
  [
    "has no budget left",
    { simulator: { model, keys: [FIRST, SECOND], faults: [usedUp] } },
    "no more budget for the key",
  ],
])("a key that %s is left for another, for every session", async (_what, given, story) => {
  const it = await stage({ ...given, keys: [FIRST, SECOND] })
  const answer = await it.call({ model: "cheap" })
  expect(answer.text).toBe("It is done.")
  expect(keysAsked(it)).toEqual([FIRST, SECOND])
  expect(it.told).toEqual([expect.stringContaining(story)])
  expect(it.instance.outcome.budgetStopped).toBe(false)
  await finishBackground()
  await it.call({ model: "cheap", session: "ses_2" })
  expect(keysAsked(it)).toEqual([FIRST, SECOND, SECOND])
  const rows = await it.calls()
  expect(rows.map(({ keyId, status }) => [keyId, status])).toEqual(
    [FIRST, SECOND, SECOND].map((key) => [keyIdOf(key), "settled"]),
  )
  const rests = await it.ledger.rests()
  expect(rests.map(({ key }) => key)).toEqual([`key:${keyIdOf(FIRST)}`])
  const everything = JSON.stringify([it.told, rows, rests], (_key, value) => String(value))
  for (const key of [FIRST, SECOND]) expect(everything).not.toContain(key.slice(9))
})

test("a session stays with the key that answered it, whose prompt cache is warm", async () => {
  const it = await stage({
    simulator: { model, keys: [FIRST, SECOND], faults: [{ ...usedUp, times: 1 }] },
    keys: [FIRST, SECOND],
  })
  await it.call({ model: "cheap" })
  await finishBackground()
  await it.ledger.endRests([`key:${keyIdOf(FIRST)}`])
  await it.call({ model: "cheap" })
  await it.call({ model: "cheap", session: "ses_1_sub", rootSession: "ses_1" })
  await it.call({ model: "cheap", session: "ses_2", rootSession: "ses_2" })
  expect(keysAsked(it)).toEqual([FIRST, SECOND, SECOND, SECOND, FIRST])
})

test("where no key is taken that is the one sentence", async () => {
  const it = await stage({ simulator: { model, keys: [] }, keys: [FIRST, SECOND] })
  expect((await it.refused({ model: "cheap" })).message).toContain("does not accept")
  expect(keysAsked(it)).toEqual([FIRST, SECOND])
})

test("where the second key gets no answer either, its reason is told, not the first one's budget", async () => {
  const down: Fault = { kind: "status", status: 503, key: SECOND, times: 99 }
  const it = await stage({
    simulator: { model, keys: [FIRST, SECOND], faults: [usedUp, down] },
    keys: [FIRST, SECOND],
  })
  expect((await it.refused({ model: "cheap" })).message).toContain("Ralex got no answer")
  expect(it.instance.outcome.budgetStopped).toBe(false)
})
