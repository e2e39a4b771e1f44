// What doctor says of limits: whether any of them bounds the sum of what is spent.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createSandbox()
})
afterAll(() => sandbox.remove())

test.each([
  ["", false],
  ["call: 1", false],
  ["agents: { explore: { daily: 1 } }", false],
  ["run: 1", true],
  ["daily: 1", true],
])("with budgets { %s } a sum has a limit: %p", async (budgets, set) => {
  sandbox.write("ralex.yaml", `budgets: { ${budgets} }\n`)
  const { out } = await sandbox.ralex(["doctor", "--offline"])
  expect(out.includes("A budget limits what can be spent.")).toBe(set)
  expect(out.includes("No budget limits what can be spent in all.")).toBe(!set)
})
