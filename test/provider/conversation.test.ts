// Across the turns of a session: follow-ups go on where the ask before was, complaints go up, easy asks come down.
import { afterEach, expect, test } from "bun:test"
import { runtimeSlot } from "../../config/index.ts"
import { type CallGiven, closeStages, headersOf, type Stage, stage, toolTurn, user } from "./stage.ts"

afterEach(closeStages)

const hard = "prove that this lock-free queue is linearizable"

/** Says these one after the other in one session; the class and tier of each. */
async function say(it: Stage, ...asks: string[]) {
  const prompt: NonNullable<CallGiven["prompt"]> = []
  for (const [index, ask] of asks.entries()) {
    prompt.push(user(ask))
    await it.call({ prompt: [...prompt], turn: `msg_${index}` })
    prompt.push(...toolTurn(`call_${index}`))
  }
  return (await it.calls()).map(({ class: found, tier }) => `${found} ${tier}`)
}

test("a yes goes on with the hard ask before", async () => {
  expect(await say(await stage(), hard, "yes, go ahead")).toEqual(["reasoning premium", "reasoning premium"])
})

test("to commit a hard piece of work is not hard", async () => {
  const found = await say(await stage(), hard, "commit it")
  expect(found[1]).toStartWith("simple ")
})

test("what did not work goes up a tier, and a new easy ask is easy again", async () => {
  const found = await say(
    await stage(),
    "rename x to y",
    "that didn't work",
    "still broken",
    "list the files",
  )
  expect(found.slice(0, 3)).toEqual(["simple cheap", "medium smart", "complex smart"])
  expect(found[3]).toStartWith("simple ")
})

test("the same ask again goes up", async () => {
  const found = await say(await stage(), "rename total to sum", "rename total to sum")
  expect(found).toEqual(["simple cheap", "medium smart"])
})

test("all calls of a turn are read alike", async () => {
  const it = await stage()
  await it.call({ prompt: [user("rename x to y")], turn: "msg_1" })
  for (const tools of [[], toolTurn("a"), [...toolTurn("a"), ...toolTurn("b")]])
    await it.call({
      prompt: [user("rename x to y"), ...toolTurn("z"), user("still broken"), ...tools],
      turn: "msg_2",
    })
  expect((await it.calls()).map(({ class: found }) => found)).toEqual([
    "simple",
    "medium",
    "medium",
    "medium",
  ])
})

test("a title, a subagent and another session say nothing about a session's next ask", async () => {
  const it = await stage()
  await it.call({ prompt: [user(hard)], agent: "title" })
  await it.call({ prompt: [user(hard)], session: "ses_2", rootSession: "ses_1", turn: "msg_1" })
  await it.call({ prompt: [user(hard)], session: "ses_3", rootSession: "ses_3", turn: "msg_2" })
  await it.call({ prompt: [user("yes")], turn: "msg_3" })
  expect((await it.calls()).at(-1)).toMatchObject({ class: "medium", tier: "cheap" })
})

test.each(["run the tests", "commit and push", "continue", "git status"])(
  "%s, said again and again, is wanted again: it did not fail",
  async (ask) => {
    const found = await say(await stage(), "rename x to y", ask, ask, ask, ask)
    expect(new Set(found.slice(1)).size).toBe(1)
    expect(found.at(-1)).not.toContain("premium")
  },
)

test.each([
  ["that did not work, still broken", "complex smart"],
  ["yes, go ahead", "medium cheap"],
])("a session that another process began goes on: %s", async (ask, expected) => {
  const it = await stage()
  await it.call({
    prompt: [user("add pagination with page numbers to the orders page, twenty orders a page, newest first")],
    turn: "msg_1",
  })
  expect((await it.calls())[0]?.class).toBe("medium")
  // As a new process has it: the same ledger, another instance.
  const again = { ...it.instance, nonce: crypto.randomUUID(), decisions: new Map() }
  runtimeSlot().instances.set(again.nonce, again)
  const prompt = [user("add a null check"), ...toolTurn("a"), user(ask)]
  await it.call({ prompt, turn: "msg_2", headers: headersOf(again, { prompt, turn: "msg_2" }) })
  runtimeSlot().instances.delete(again.nonce)
  const [, next] = await it.calls()
  expect(`${next?.class} ${next?.tier}`).toBe(expected)
})

test("an ask that was broken off before its answer is no complaint when it is said again", async () => {
  const it = await stage()
  const prompt = [user("rename total to sum")]
  const stream = await it.open({ prompt, turn: "msg_1" })
  await stream.cancel()
  await it.call({ prompt: [...prompt, ...prompt], turn: "msg_2" })
  expect((await it.calls()).map(({ tier }) => tier)).toEqual(["cheap", "cheap"])
})
