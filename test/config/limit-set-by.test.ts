// Where a limit comes from, so that a refusal can say where to raise it; and a named file that must be there.
import { afterEach, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { loadConfig, readEnvironment } from "../../config/index.ts"
import { overBudgetSentence } from "../../ledger/index.ts"

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function machine(user: string | undefined, project: string, variables: Record<string, string> = {}) {
  const root = mkdtempSync(join(tmpdir(), "ralex-limits-"))
  folders.push(root)
  mkdirSync(join(root, "project"))
  if (user !== undefined) writeFileSync(join(root, "user.yaml"), user)
  writeFileSync(join(root, "project", "ralex.yaml"), project)
  const environment = readEnvironment({ HOME: root, RALEX_CONFIG: join(root, "user.yaml"), ...variables })
  return { root, loaded: loadConfig({ environment, project: join(root, "project") }) }
}

test("each limit names the highest layer that set it", () => {
  const { root, loaded } = machine(
    "budgets: { daily: 9, session: 4, weekly: 20 }\n",
    "budgets: { daily: 1, session: 8 }\n",
    {
      RALEX_BUDGET_WEEKLY: "30",
    },
  )
  expect(loaded.limitsFrom).toEqual({
    daily: join(root, "project", "ralex.yaml"),
    session: join(root, "user.yaml"), // the project may not raise it
    weekly: "RALEX_BUDGET_WEEKLY",
  })
})

test("a file that RALEX_CONFIG names and that is not there is an error, not no limits", () => {
  const { root, loaded } = machine(undefined, "")
  expect(loaded.error).toContain(`RALEX_CONFIG names ${join(root, "user.yaml")}, which is not there`)
})

test.each([
  [undefined, "Raise it with `ralex budget set daily <usd>`"],
  ["RALEX_BUDGET_DAILY", "Raise RALEX_BUDGET_DAILY in the environment"],
  ["/p/ralex.yaml", "Raise budgets.daily in /p/ralex.yaml and run `ralex trust`"],
])("a limit set by %p is raised there", (setBy, advice) => {
  const refused = {
    kind: "over-budget",
    scope: "daily",
    limitNano: 1n,
    spentNano: 1n,
    neededNano: 1n,
  } as const
  expect(overBudgetSentence(refused, "stop", setBy)).toContain(advice)
})
