// Across the turns of a session: follow-ups go on where the ask before was, complaints go up, easy asks come down.
import { afterEach, expect, test } from "bun:test"
import { type CallGiven, closeStages, type Stage, stage, toolTurn, user } from "./stage.ts"

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
