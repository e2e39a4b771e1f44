// `workflows` of ralex.yaml: what a project may say of it, and the limit that its budget is.
import { describe, expect, test } from "bun:test"
import { configSchema, type Instance, limitsOfTurn } from "../../config/index.ts"
import { tightenWorkflows } from "../../config/tighten-workflows.ts"

const inForce = (given: object = {}) => configSchema.parse({ workflows: given }).workflows

describe("a project that nobody trusts", () => {
  test.each([
    [{ tier: "premium" }, {}, { tier: "premium" }, []],
    [{ budget: 1 }, {}, { budget: 1 }, []],
    [{ budget: 1 }, { budget: 2 }, { budget: 1 }, []],
    [{ budget: 3 }, { budget: 2 }, {}, ["workflows.budget"]],
    [{ budget: null }, { budget: 2 }, {}, ["workflows.budget"]],
    [{ budget: 2 }, { budget: 2 }, {}, []],
    [{ enabled: false }, {}, { enabled: false }, []],
    [{ enabled: true }, {}, {}, []],
    [{ enabled: true }, { enabled: false }, {}, ["workflows.enabled"]],
  ] as const)("says %j where %j holds", (wanted, held, kept, ignored) => {
    expect(tightenWorkflows(wanted, inForce(held))).toEqual({ kept, ignored: [...ignored] })
  })
})

describe("the limits of an ask", () => {
  const limit = (scope: "turn" | "daily", usd: number, part = {}) => ({ scope, usd, part, from: "file" })
  const own = { scope: "turn", usd: 2, part: {}, from: "workflows.budget" }
  const limits = [limit("daily", 1), limit("turn", 3), limit("turn", 3, { agent: "explore" })]
  const of = (turn: string | undefined, given = limits, budget: number | null = 2) => {
    const config = configSchema.parse({ workflows: { budget } })
    const workflows = new Map([["msg_1", { name: "create-spec", tier: undefined }]])
    return limitsOfTurn({ loaded: { config, limits: given }, workflows } as unknown as Instance, turn)
  }

  test("of a workflow have its budget in the looser one's place, and all others", () => {
    expect(of("msg_1")).toEqual([limit("daily", 1), limit("turn", 3, { agent: "explore" }), own] as never)
    expect(of("msg_1", [])).toEqual([own] as never)
  })

  test.each([
    ["another ask's", of("msg_2")],
    ["those of no ask", of(undefined)],
    ["without a budget", of("msg_1", limits, null)],
    ["with a tighter limit", of("msg_1", limits, 3)],
  ])("%s are the others'", (_what, found) => {
    expect(found).toEqual(limits)
  })
})
