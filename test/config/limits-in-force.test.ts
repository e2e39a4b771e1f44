// Which limits hold for a project's calls: the person's and the project's side by side, each for its part.
import { afterEach, describe, expect, test } from "bun:test"
import { mkdirSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import type { ConfigLimit } from "../../config/index.ts"
import { type Machine, machine, removeMachines } from "./sample-machine.ts"

afterEach(removeMachines)

type Written = [scope: string, usd: number, part: object, from: string]

/** The limits with short names for where they come from. */
function written(it: Machine, limits: ConfigLimit[]): Written[] {
  const { userConfig } = it.environment().paths
  const short = (from: string) => (from === userConfig ? "user" : from.replace(`${it.project}/`, ""))
  const own = (part: object) =>
    JSON.parse(JSON.stringify(part).replaceAll(JSON.stringify(it.project), '"here"')) as object
  return limits.map(({ scope, usd, part, from }) => [scope, usd, own(part), short(from)])
}

const here = { project: "here" }
const FILE = "ralex.yaml"

/** What the person and the project write, whether the project's is trusted, and what then holds. */
const rows: [what: string, user: string, project: string, trusted: boolean, limits: Written[]][] = [
  ["nobody sets one", "", "", false, []],
  ["the person's counts everything", "daily: 5", "", false, [["daily", 5, {}, "user"]]],
  ["the project's counts what it spends", "", "daily: 4", false, [["daily", 4, here, FILE]]],
  [
    "a tighter one of the project holds beside the person's",
    "daily: 5",
    "daily: 4",
    false,
    [
      ["daily", 5, {}, "user"],
      ["daily", 4, here, FILE],
    ],
  ],
  [
    "trust does not change that",
    "weekly: 5",
    "weekly: 4",
    true,
    [
      ["weekly", 5, {}, "user"],
      ["weekly", 4, here, FILE],
    ],
  ],
  ["a looser one counts for nothing", "daily: 5", "daily: 6", false, [["daily", 5, {}, "user"]]],
  ["unless it is trusted", "daily: 5", "daily: 6", true, [["daily", 6, here, FILE]]],
  ["nor does one that lifts it", "monthly: 5", "monthly: null", false, [["monthly", 5, {}, "user"]]],
  ["unless that is trusted", "monthly: 5, daily: 1", "monthly: null", true, [["daily", 1, {}, "user"]]],
  ["a session is the project's anyway", "session: 5", "session: 4", false, [["session", 4, {}, FILE]]],
  ["a turn's limit may be raised by trust", "turn: 1", "turn: 2", true, [["turn", 2, {}, FILE]]],
  ["a run's may not be raised without", "run: 1", "run: 2", false, [["run", 1, {}, "user"]]],
  [
    "an agent's",
    "agents: { explore: { daily: 2, call: 0.1 } }",
    "agents: { explore: { daily: 1, call: 0.05 } }",
    false,
    [
      ["call", 0.05, { agent: "explore" }, FILE],
      ["daily", 2, { agent: "explore" }, "user"],
      ["daily", 1, { agent: "explore", ...here }, FILE],
    ],
  ],
  [
    "a tier's and a model's",
    "tiers: { premium: { weekly: 5 } }, daily: 9",
    "models: { openai/gpt-6-sol: { weekly: 3 } }",
    false,
    [
      ["daily", 9, {}, "user"],
      ["weekly", 5, { tier: "premium" }, "user"],
      ["weekly", 3, { model: "openai/gpt-6-sol", ...here }, FILE],
    ],
  ],
  [
    "an agent's that a trusted project raises, and another's that it does not",
    "agents: { explore: { daily: 2 }, plan: { daily: 3 } }",
    "agents: { explore: { daily: 9 } }",
    true,
    [
      ["daily", 3, { agent: "plan" }, "user"],
      ["daily", 9, { agent: "explore", ...here }, FILE],
    ],
  ],
  ["none where null is written", "agents: { explore: { daily: null } }, daily: null", "", false, []],
]

describe("limits", () => {
  test.each(rows)("%s", (_what, user, project, trusted, limits) => {
    const it = machine()
    it.user(`budgets: { ${user} }`)
    it.file(FILE, `budgets: { ${project} }`)
    if (trusted) it.trust(`budgets: { ${project} }`)
    expect(written(it, it.load().limits)).toEqual(limits)
  })

  test("what trust allowed, a higher file without trust may tighten again", () => {
    const it = machine()
    it.user("budgets: { daily: 5 }")
    it.file(FILE, "budgets: { daily: 50 }")
    it.trust("budgets: { daily: 50 }")
    it.file(".opencode/ralex.yaml", "budgets: { daily: 20 }")
    expect(written(it, it.load().limits)).toEqual([["daily", 20, here, ".opencode/ralex.yaml"]])
  })

  test("a variable is the last word for all of its scope, and says nothing of parts", () => {
    const it = machine()
    it.user("budgets: { daily: 5, weekly: 9, agents: { explore: { daily: 1 } } }")
    it.file(FILE, "budgets: { daily: 4 }")
    const variables = { RALEX_BUDGET_DAILY: "12", RALEX_BUDGET_RUN: "3" }
    expect(written(it, it.load({ variables }).limits)).toEqual([
      ["run", 3, {}, "RALEX_BUDGET_RUN"],
      ["daily", 12, {}, "RALEX_BUDGET_DAILY"],
      ["daily", 1, { agent: "explore" }, "user"],
      ["weekly", 9, {}, "user"],
    ])
  })

  test("a file that can not be used leaves none, since no call is made", () => {
    const it = machine()
    it.user("budgets: { daily: 5 }")
    it.file(FILE, "budgets: { daily: five }")
    expect(it.load()).toMatchObject({ limits: [], error: expect.stringContaining("budgets.daily") })
  })
})

describe("budgets.projects", () => {
  test("of the person's entries only this project's hold, however they spell it", () => {
    const it = machine()
    const { home } = it.environment().paths
    mkdirSync(home, { recursive: true })
    symlinkSync(it.project, join(home, "linked"))
    for (const name of [it.project, `${it.project}//`, `${it.project}/x/..`, "~/linked", "~/../project/"]) {
      it.user(`budgets: { projects: { ${JSON.stringify(name)}: { daily: 2 }, /elsewhere: { daily: 1 } } }`)
      expect(written(it, it.load().limits)).toEqual([["daily", 2, here, "user"]])
    }
    for (const name of ["~", dirname(it.project), join(it.project, "inner"), `${it.project}-2`]) {
      it.user(`budgets: { projects: { ${JSON.stringify(name)}: { daily: 2 } } }`)
      expect(it.load().limits).toEqual([])
    }
  })

  test("beside what the project itself says the tighter one holds", () => {
    const it = machine()
    it.user(`budgets: { daily: 9, session: 3, projects: { ${it.project}: { daily: 2, session: 1 } } }`)
    it.file(FILE, "budgets: { daily: 4, weekly: 5 }")
    expect(written(it, it.load().limits)).toEqual([
      ["session", 1, {}, "user"],
      ["daily", 9, {}, "user"],
      ["daily", 2, here, "user"],
      ["weekly", 5, here, FILE],
    ])
  })

  test("of two spellings of one folder the tighter amounts hold", () => {
    const it = machine()
    it.user(
      `budgets: { projects: { ${it.project}/: { daily: 2, weekly: null }, ${it.project}: { daily: 3, weekly: 8 } } }`,
    )
    expect(written(it, it.load().limits)).toEqual([
      ["daily", 2, here, "user"],
      ["weekly", 8, here, "user"],
    ])
  })

  test("a project's own file may name projects only once it is trusted", () => {
    const it = machine()
    const content = `budgets: { projects: { ${it.project}: { daily: 1 } } }`
    it.file(FILE, content)
    expect(it.load()).toMatchObject({ limits: [], notices: [expect.stringContaining("budgets.projects")] })
    it.trust(content)
    expect(written(it, it.load().limits)).toEqual([["daily", 1, here, FILE]])
  })
})
