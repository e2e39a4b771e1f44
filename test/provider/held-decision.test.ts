// A turn stays with the model that began it, its cache warm; a new ask is decided afresh.
import { afterEach, describe, expect, test } from "bun:test"
import { steps } from "../../simulator/index.ts"
import { type CallGiven, closeStages, type Stage, stage, toolTurn, user } from "./stage.ts"

afterEach(closeStages)

const flash = "google/gemini-3.8-flash"
const luna = "openai/gpt-6-luna"
const opus = "anthropic/claude-opus-5.5"
const hard = "prove that this lock-free queue is linearizable"

async function causes(it: Stage): Promise<string[]> {
  return (await it.calls()).map(({ cause }) => cause)
}

describe("through a tool loop", () => {
  test("the same model makes every call of the turn", async () => {
    const it = await stage()
    const prompt = [user(hard)]
    await it.call({ prompt })
    await it.call({ prompt: [...prompt, ...toolTurn("a")] })
    await it.call({ prompt: [...prompt, ...toolTurn("a"), ...toolTurn("b")] })
    expect(it.asked()).toEqual([opus, opus, opus])
    expect(await causes(it)).toEqual(["classified", "held", "held"])
    expect((await it.calls()).map(({ class: found }) => found)).toEqual([
      "reasoning",
      "reasoning",
      "reasoning",
    ])
  })

  test("an ask that OpenCode adds to the same turn does not change it", async () => {
    const it = await stage()
    await it.call({ prompt: [user(hard)] })
    await it.call({
      prompt: [user(hard), ...toolTurn("a"), user("<system-reminder>rename x</system-reminder>rename x")],
    })
    expect(it.asked()).toEqual([opus, opus])
  })

  test("a new human message is decided afresh, up or down", async () => {
    const it = await stage()
    await it.call({ prompt: [user(hard)], turn: "msg_1" })
    await it.call({ prompt: [user(hard), ...toolTurn("a"), user("rename x to y")], turn: "msg_2" })
    expect(it.asked()).toEqual([opus, flash])
    expect(await causes(it)).toEqual(["classified", "classified"])
  })

  test("after a fallback the model that answered goes on", async () => {
    const it = await stage({ simulator: { faults: [{ kind: "status", status: 503, model: flash }] } })
    const prompt = [user("rename x to y")]
    await it.call({ prompt })
    await it.call({ prompt: [...prompt, ...toolTurn("a")] })
    expect(it.asked()).toEqual([flash, luna, luna])
  })

  test("when the model that goes on fails, the turn's other models take over", async () => {
    const it = await stage()
    const prompt = [user("rename x to y")]
    await it.call({ prompt })
    it.simulator.fail({ kind: "status", status: 503, model: flash })
    await it.call({ prompt: [...prompt, ...toolTurn("a")] })
    await it.call({ prompt: [...prompt, ...toolTurn("a"), ...toolTurn("b")] })
    expect(it.asked()).toEqual([flash, flash, luna, luna])
  })

  test("it leaves a model that can not read what a tool brought in", async () => {
    const it = await stage({ config: { tiers: { cheap: ["deepseek/deepseek-v4-flash", luna] } } })
    const prompt = [user("rename x to y")]
    await it.call({ prompt })
    const data = Buffer.alloc(300).toString("base64")
    const output = {
      type: "content" as const,
      value: [{ type: "file-data" as const, mediaType: "image/png", data }],
    }
    const result = { type: "tool-result" as const, toolCallId: "a", toolName: "read", output }
    await it.call({ prompt: [...prompt, ...toolTurn("a").slice(0, 1), { role: "tool", content: [result] }] })
    expect(it.asked()[0]).toBe("deepseek/deepseek-v4-flash")
    expect(it.asked()[1]).toBe(luna)
  })

  test("sessions, agents and asked models hold their own", async () => {
    const it = await stage()
    await it.call({ prompt: [user(hard)] })
    await it.call({ prompt: [user("rename x")], session: "ses_2", rootSession: "ses_1" })
    await it.call({ prompt: [user("rename x")], agent: "title" })
    await it.call({ prompt: [user("rename x")], model: luna })
    expect(it.asked()).toEqual([opus, flash, flash, luna])
    expect(await causes(it)).toEqual(["classified", "classified", "housekeeping", "pinned"])
  })

  test("without the plugin's turn id (standalone) a call that ends on tool results goes on", async () => {
    const it = await stage()
    await it.call({ prompt: [user(hard)], turn: "" })
    await it.call({ prompt: [user(hard), ...toolTurn("a")], turn: "" })
    await it.call({ prompt: [user(hard), ...toolTurn("a"), user("rename x to y")], turn: "" })
    expect(it.asked()).toEqual([opus, opus, flash])
  })
})

test("every row says who asked what, for whom, and why", async () => {
  const it = await stage()
  await it.call({
    ask: "rename x to y",
    session: "ses_2",
    rootSession: "ses_1",
    agent: "größe",
    turn: "msg_9",
  })
  expect(await it.calls()).toMatchObject([
    {
      project: it.instance.project,
      session: "ses_2",
      rootSession: "ses_1",
      run: "run-1",
      turn: "msg_9",
      agent: "größe",
      class: "simple",
      tier: "cheap",
      cause: "classified",
      signals: [
        "asks for one mechanical edit",
        "is short",
        expect.stringMatching(/^\d+ % sure; \d+ % that a cheap model is not enough$/),
        expect.stringMatching(/^the turn would cost about USD /),
      ],
      modelAsked: "auto",
      modelUsed: flash,
      provider: "openrouter",
    },
  ])
})

describe("a tier that the person chose with /ralex-tier", () => {
  const asks = async (given: CallGiven) => {
    const it = await stage({ simulator: { model: steps([{ text: "Done." }]) } })
    it.instance.chosenTiers.set("ses_1", "premium")
    await it.call({ ask: "rename total to sum", session: "ses_1", rootSession: "ses_1", ...given })
    const [call] = await it.calls()
    return call
  }

  test("takes the asks of its session", async () => {
    expect(await asks({})).toMatchObject({ tier: "premium", cause: "asked-tier" })
  })

  test.each([
    ["another session", { session: "ses_2", rootSession: "ses_2" }],
    ["a subagent", { session: "ses_3", agent: "explore" }],
    ["housekeeping", { agent: "title" }],
  ])("leaves %s alone", async (_what, given) => {
    expect((await asks(given))?.tier).toBe("cheap")
  })

  test("does not take a pinned model's place", async () => {
    expect(await asks({ model: "openai/gpt-6-luna" })).toMatchObject({ cause: "pinned" })
  })
})

test("of a server's many sessions the longest unused ones are forgotten", async () => {
  const it = await stage()
  const { decisions } = it.instance
  for (let nth = 0; nth < 500; nth++) decisions.set(`ses_${nth} build`, {})
  await it.call({ session: "ses_new" })
  expect(decisions.size).toBe(500)
  expect([decisions.has("ses_0 build"), decisions.has("ses_1 build")]).toEqual([false, true])
  expect(decisions.has("ses_new build")).toBe(true)
})
