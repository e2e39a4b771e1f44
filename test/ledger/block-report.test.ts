// What was blocked, counted by rule, with what happened next.
import { expect, test } from "bun:test"
import { type Block, makeBlockReport } from "../../ledger/index.ts"
import { noon, verdict } from "./sample-calls.ts"

let sequence = 100
const block = (given: Partial<Block> = {}): Block => ({
  ...verdict({ outcome: "blocked", rule: "git.clean" }),
  sequence: --sequence,
  ...given,
})
const until = new Date(noon.getTime() + 1)
const report = (blocks: Block[], most = 50) => makeBlockReport({ blocks, since: null, until, most })

test("counts blocks by rule, what was lifted of them, and how often the session went on with another call", () => {
  const made = report([
    block({ verdict: "allow", lifted: true, outcome: "ran" }),
    block({ verdict: "ask", outcome: "lifted", next: { tool: "bash", verdict: "allow", outcome: "ran" } }),
    block({ next: { tool: "bash", verdict: "allow", outcome: "ran", exitCode: 0 }, evidence: "-fdx" }),
    block({ next: { tool: "bash", verdict: "deny", outcome: "blocked" } }),
    block({ rule: null }),
  ])
  expect(made).toMatchObject({ total: 4, lifted: 1, wentOn: 1, since: null, until: until.toISOString() })
  expect(made.byRule).toEqual([
    { rule: "git.clean", count: 3, lifted: 1, wentOn: 1 },
    { rule: "none", count: 1, lifted: 0, wentOn: 0 },
  ])
  expect(made.newest.map(({ outcome, next }) => [outcome, next?.exitCode])).toEqual([
    ["lifted", null],
    ["blocked", 0],
    ["blocked", null],
    ["blocked", undefined],
  ])
  expect(made.newest[1]).toMatchObject({ evidence: "-fdx", subject: "rm -rf ~", at: noon.toISOString() })
})

test("tells of the newest, and counts all", () => {
  const made = report([block(), block(), block()], 2)
  expect([made.total, made.newest.length]).toEqual([3, 2])
  expect(report([])).toMatchObject({ total: 0, byRule: [], newest: [] })
})
