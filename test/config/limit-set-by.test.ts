// Where a limit comes from, so that a refusal can say where to raise it; and a named file that must be there.
import { afterEach, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  type BudgetScope,
  type Instance,
  limitSetBy,
  loadConfig,
  readEnvironment,
} from "../../config/index.ts"

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function machine(user: string | undefined, projectFile: string, variables: Record<string, string> = {}) {
  const root = mkdtempSync(join(tmpdir(), "ralex-limits-"))
  folders.push(root)
  mkdirSync(join(root, "project"))
  if (user !== undefined) writeFileSync(join(root, "user.yaml"), user)
  writeFileSync(join(root, "project", "ralex.yaml"), projectFile)
  const environment = readEnvironment({ HOME: root, RALEX_CONFIG: join(root, "user.yaml"), ...variables })
  const project = join(root, "project")
  const loaded = loadConfig({ environment, project })
  const setBy = (scope: BudgetScope, part: object = {}) =>
    limitSetBy({ loaded, environment } as Instance, { scope, part })
  return { root, project, loaded, setBy }
}

test("each limit names what set it, but for the person's own file", () => {
  const { project, setBy } = machine(
    "budgets: { daily: 9, session: 4, weekly: 20, agents: { explore: { daily: 2 } } }\n",
    "budgets: { daily: 1, session: 8, run: 3, agents: { explore: { call: 1, daily: 1 } } }\n",
    { RALEX_BUDGET_WEEKLY: "30" },
  )
  const file = join(project, "ralex.yaml")
  expect(setBy("daily", { project })).toBe(file)
  expect(setBy("daily")).toBeUndefined() // the person's, which holds beside it
  expect(setBy("session")).toBeUndefined() // the project may not raise it
  expect(setBy("run")).toBe(file)
  expect(setBy("weekly")).toBe("RALEX_BUDGET_WEEKLY")
  expect(setBy("call", { agent: "explore" })).toBe(file)
  expect(setBy("daily", { agent: "explore" })).toBeUndefined()
  expect(setBy("daily", { agent: "explore", project })).toBe(file)
})

test("a limit that is none of these, such as a lifted one, names nothing", () => {
  const { setBy } = machine("", "budgets: { daily: 1 }\n")
  expect(setBy("daily")).toBeUndefined()
})

test("a file that RALEX_CONFIG names and that is not there is an error, not no limits", () => {
  const { root, loaded } = machine(undefined, "")
  expect(loaded.error).toContain(`RALEX_CONFIG names ${join(root, "user.yaml")}, which is not there`)
})
