// A run that is done again on the same files: OpenCode's own prompts are the same, so no model is asked.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { openLedger } from "../../ledger/index.ts"
import { steps } from "../../simulator/index.ts"
import { CHECKOUT, type Sandbox, sandbox, writeAt } from "./sandbox.ts"

const ASK = "fix the typo in notes.txt"
const notes = "A tpyo.\n"

let box: Sandbox
beforeAll(async () => {
  const model = steps([
    { reasoning: "I read it first.", toolCalls: [{ name: "read", arguments: { filePath: "notes.txt" } }] },
    { toolCalls: [{ name: "write", arguments: { filePath: "notes.txt", content: "A typo.\n" } }] },
    { text: "It is fixed." },
  ])
  box = await sandbox({
    model,
    files: { "notes.txt": notes },
    user: "cache: { ttl: 3600 }\nbudgets: { daily: 1 }\n",
  })
})
afterAll(() => box.stop())

test("the second run does the same work for nothing, and the log and the report say so", async () => {
  const first = await box.run(ASK)
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining("It is fixed.") })
  expect(box.file("notes.txt")).toBe("A typo.\n")
  const asked = box.simulator.requests().length
  expect(asked).toBe(4) // the title, and three steps

  writeAt(`${box.project}/notes.txt`, notes)
  const second = await box.run(ASK)
  expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining("It is fixed.") })
  expect(box.file("notes.txt")).toBe("A typo.\n")
  expect(box.simulator.requests()).toHaveLength(asked)

  const ledger = await openLedger(box.ledger)
  const calls = await ledger.calls({})
  expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
  await ledger.close()
  const replayed = calls.filter(({ cause }) => cause === "replayed")
  expect(replayed).toHaveLength(asked)
  expect(replayed.every(({ costNano, outcome }) => costNano === 0n && outcome === "ok")).toBe(true)
  const cost = calls.reduce((sum, { costNano }) => sum + costNano, 0n)
  expect(cost).toBe(box.simulator.bill().reduce((sum, line) => sum + line.costNano, 0n))

  const ralex = (...args: string[]) => box.spawn(["bun", `${CHECKOUT}/cli/main.ts`, ...args])
  expect((await ralex("log")).stdout).toContain("replayed: the same was answered at ")
  const report = JSON.parse((await ralex("report", "--json")).stdout)
  expect(report.totals).toMatchObject({ calls: 2 * asked, spentNano: String(cost) })
  expect(BigInt(report.totals.cacheSavedNano)).toBeGreaterThanOrEqual(cost)
})
