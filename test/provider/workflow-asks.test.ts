// The asks of a workflow: on the step's tier unless a person says otherwise, and within the workflow's own budget.
import { afterEach, describe, expect, test } from "bun:test"
import { steps } from "../../simulator/index.ts"
import { closeStages, stage } from "./stage.ts"

afterEach(closeStages)

const TURN = "msg_1"
const model = steps([{ text: "Written." }])

async function working(config: Parameters<typeof stage>[0] = {}, tier: "smart" | null = "smart") {
  const it = await stage({ simulator: { model }, ...config })
  it.instance.workflows = new Map([[TURN, { name: "create-spec", tier: tier ?? undefined }]])
  return it
}

describe("the tier", () => {
  test("is the step's for all calls of the ask, and the ledger says why", async () => {
    const it = await working()
    await it.call({ turn: TURN })
    await it.call({ turn: TURN })
    expect(await it.calls()).toMatchObject([
      { tier: "smart", cause: "workflow", signals: ["/create-spec goes to the smart tier"] },
      { tier: "smart", cause: "held" },
    ])
  })

  test.each([
    ["of another ask", { turn: "msg_2" }],
    ["of its subagents", { turn: TURN, session: "ses_child", rootSession: "ses_1", agent: "explore" }],
    ["of its title", { turn: TURN, agent: "title" }],
    ["of a model that the person chose", { turn: TURN, model: "cheap" }],
  ])("%s is not", async (_what, call) => {
    const it = await working()
    await it.call(call)
    const [row] = await it.calls()
    expect(row).toMatchObject({ tier: "cheap" })
    expect(row?.cause).not.toBe("workflow")
  })

  test("gives way to the tier that the person chose for the session", async () => {
    const it = await working()
    it.instance.chosenTiers.set("ses_1", "cheap")
    await it.call({ turn: TURN })
    expect(await it.calls()).toMatchObject([{ tier: "cheap", cause: "asked-tier" }])
  })

  test("is the classifier's where the step has none", async () => {
    const it = await working({}, null)
    await it.call({ turn: TURN })
    expect(await it.calls()).toMatchObject([{ cause: "classified" }])
  })
})

describe("the budget", () => {
  const tight = { config: { workflows: { budget: 0.000_1 }, budgets: { onLimit: "stop" as const } } }

  test("stops a workflow's ask, its subagents' calls too, and names the key; no other ask", async () => {
    const it = await working(tight)
    for (const call of [{ turn: TURN }, { turn: TURN, session: "ses_child", rootSession: "ses_1" }]) {
      const { message } = await it.refused(call)
      expect(message).toContain("the budget of a workflow's ask is reached")
      expect(message).toContain("Raise workflows.budget in your ralex.yaml and say the command again")
    }
    expect(it.simulator.requests()).toEqual([])
    expect(it.instance.outcome.budgetStopped).toBe(true)
    await it.call({ turn: "msg_2" })
    expect(it.simulator.requests()).toHaveLength(1)
  })

  test("loosens no tighter limit of a turn", async () => {
    const it = await working({
      config: { workflows: { budget: 50 }, budgets: { turn: 0.000_1, onLimit: "stop" } },
    })
    const { message } = await it.refused({ turn: TURN })
    expect(message).toContain("the turn budget is reached")
  })
})
