// A budget for a turn counts all that one ask of a person's brings about: its tool loop, its subagents, and in scripts.
import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test"
import { finishBackground } from "../../ledger/index.ts"
import { createRalex } from "../../provider/index.ts"
import { standaloneTurn } from "../../provider/standalone-turn.ts"
import { steps } from "../../simulator/index.ts"
import { closeStages, KEY, readAnswer, type Stage, stage, toolTurn, user } from "./stage.ts"

const before = { ...process.env }
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^(RALEX|OPENROUTER)_/.test(name)) delete process.env[name]
})
afterEach(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  await closeStages()
})

const luna = "openai/gpt-6-luna"
const model = steps([{ text: "An answer." }])

describe("a subagent's calls", () => {
  test("count in the turn of the person's ask, and are decided by their own", async () => {
    const it = await stage({ simulator: { model } })
    const child = { session: "child", rootSession: "ses_1", rootTurn: "msg_1" }
    await it.call({ ask: "prove that this lock-free queue is linearizable", turn: "msg_1" })
    await it.call({ ...child, ask: "prove a deadlock", turn: "msg_2" })
    await it.call({ ...child, ask: "rename x to y", turn: "msg_3" })
    expect((await it.calls()).map(({ turn, tier }) => [turn, tier])).toEqual([
      ["msg_1", "premium"],
      ["msg_1", "premium"],
      ["msg_1", "cheap"],
    ])
  })

  test("are refused when the turn is used up, and the next ask begins anew", async () => {
    const it = await stage({
      simulator: { model, billing: "worst-case" },
      config: { budgets: { turn: 0.015, onLimit: "stop" } },
    })
    await it.call({ model: luna, turn: "msg_1", maxOutputTokens: 16_000 })
    const child = { session: "child", rootSession: "ses_1", rootTurn: "msg_1", turn: "msg_2" }
    await it.call({ ...child, model: luna, maxOutputTokens: 16_000 })
    expect((await it.refused({ ...child, model: luna })).message).toContain("the turn budget is reached")
    await it.call({ model: luna, turn: "msg_3" })
  })
})

describe("in a script, without the plugin", () => {
  function alone({ instance }: Stage, variables: Record<string, string> = {}) {
    const { home } = instance.environment.paths
    const own = { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, RALEX_STANDALONE: "1" }
    Object.assign(process.env, own, variables)
    const provider = createRalex({ apiKey: KEY, baseURL: instance.environment.baseUrl })
    return async (prompt: Parameters<typeof standaloneTurn>[1], headers: Record<string, string> = {}) => {
      const { stream } = await provider
        .languageModel(luna)
        .doStream({ prompt, maxOutputTokens: 16_000, headers })
      return (await readAnswer(stream)).text
    }
  }

  test("RALEX_BUDGET_TURN counts an ask with its tool loop, and begins anew with the next one", async () => {
    const it = await stage({ simulator: { model, billing: "worst-case" } })
    const said = spyOn(console, "error").mockImplementation(() => {})
    const call = alone(it, { RALEX_BUDGET_TURN: "0.015" })
    const prompt = [user("rename x")]
    await call(prompt)
    await call([...prompt, ...toolTurn("a")])
    await call([...prompt, ...toolTurn("a"), ...toolTurn("b")])
    await call([user("rename y")])
    await call(prompt, { "x-session-id": "another" })
    await finishBackground()
    said.mockRestore()
    const isFree = it.asked().map((id) => id.endsWith(":free"))
    expect(isFree).toEqual([false, false, true, false, false])
  })

  test("calls are capped only where somebody set a cap", async () => {
    const it = await stage({ simulator: { model } })
    const call = alone(it)
    for (let count = 0; count < 125; count++) await call([user("the same")])
    expect(it.simulator.requests()).toHaveLength(125)
    it.simulator.reset()
    const yaml = `${it.instance.environment.paths.home}/user.yaml`
    await Bun.write(yaml, "budgets: { callsPerMinute: 3 }\n")
    const capped = alone(it, { RALEX_CONFIG: yaml })
    for (let count = 0; count < 3; count++) await capped([user("the same")])
    await expect(capped([user("the same")])).rejects.toThrow("the budget of calls is reached")
    expect(it.simulator.requests()).toHaveLength(3)
  }, 60_000)
})

describe("the name of a script's turn", () => {
  const turn = (prompt: Parameters<typeof standaloneTurn>[1], rootSession = "s", run = "r") =>
    standaloneTurn({ instance: { run }, rootSession }, prompt)
  const first = [user("rename x")]

  test("stays through a tool loop, and changes with the next message, session or process", () => {
    expect(turn([...first, ...toolTurn("a")])).toBe(turn(first))
    expect(turn([{ role: "system", content: "other" }, ...first])).toBe(turn(first))
    const others = [turn([...first, user("again")]), turn(first, "other"), turn(first, "s", "other")]
    expect(new Set([turn(first), ...others]).size).toBe(4)
  })
})
