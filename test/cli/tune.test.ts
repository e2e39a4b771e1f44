// `ralex tune`: what counts as a failed turn, when it proposes, when it says that it can not, and that it changes nothing.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { join } from "node:path"
import { tuneDocumentSchema } from "../../cli/contract.ts"
import { BEGINS_LOWER, COMPLAINTS } from "../../cli/propose-tuning.ts"
import { type CallStart, openLedger } from "../../ledger/index.ts"
import { classify } from "../../provider/classify.ts"
import { callStart, fixedBound, settlement } from "../ledger/sample-calls.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeEach(() => {
  sandbox = createSandbox()
})
afterEach(() => sandbox.remove())

type Given = Partial<CallStart>

/** One turn of a session of its own: a cheap medium ask, and what follows in its turn and in the next. */
async function spend(turns: number, follows: Given[] = []): Promise<void> {
  const ledger = await openLedger(`sqlite:${join(sandbox.data, "ledger.db")}`)
  const start = Date.now() - 3_600_000
  for (let turn = 0; turn < turns; turn++) {
    const session = crypto.randomUUID()
    const same = { session, rootSession: session, turn: "one", class: "medium", cause: "classified" } as const
    for (const [index, given] of [{}, ...follows].entries()) {
      const call = callStart({ ...same, startedAt: new Date(start + index * 1_000), ...given })
      await ledger.hold(call, fixedBound(1_000n), [])
      await ledger.settle(call.id, settlement(1_000n, { generationId: null }))
    }
  }
  await ledger.close()
}

async function tune(): Promise<{ medium: string; out: string }> {
  const { code, out } = await sandbox.ralex(["tune"])
  expect(code).toBe(0)
  return { medium: out.split("\n").find((line) => line.startsWith("medium")) ?? "", out }
}

describe("a turn counts as failed", () => {
  test.each<[string, Given]>([
    ["after a raise", { cause: "raised", tier: "smart" }],
    ["when the next ask says so", { turn: "two", tier: "smart", signals: ["says that it did not work"] }],
    ["when the next ask is the same", { turn: "two", tier: "smart", signals: ["asks the same again"] }],
    [
      "when a dearer tier is asked for next",
      { turn: "two", tier: "smart", class: null, cause: "asked-tier" },
    ],
  ])("%s", async (_, follow) => {
    await spend(24, [follow])
    const { medium, out } = await tune()
    expect(medium).toMatch(/^medium +cheap +24 +24 +90 % to 100 % +routing\.classes\.medium: smart/)
    expect(out).toEndWith(
      "Nothing was changed. To take this over, write into your ralex.yaml:\n\nrouting:\n  classes:\n    medium: smart\n",
    )
  })

  test.each<[string, Given]>([
    ["held calls", { cause: "held" }],
    ["a title", { agent: "title", cause: "housekeeping", class: null }],
    ["another ask", { turn: "two", class: "simple" }],
    ["a cheaper tier that is asked for", { turn: "two", tier: "free", class: null, cause: "asked-tier" }],
    [
      "a complaint in another session",
      { session: "else", rootSession: "else", turn: "two", class: null, cause: "asked-tier", tier: "smart" },
    ],
  ])("not after %s", async (_, follow) => {
    await spend(24, [follow])
    expect((await tune()).medium).toMatch(/^medium +cheap +24 +0 +0 % to 10 % +keep$/)
  })
})

test("the document says the same", async () => {
  await spend(24, [{ cause: "raised", tier: "smart" }])
  const { out } = await sandbox.ralex(["tune", "--json"])
  const { classes } = tuneDocumentSchema.parse(JSON.parse(out))
  expect(classes.map(({ turns }) => turns)).toEqual([0, 24, 0, 0])
  expect(classes[1]).toMatchObject({ class: "medium", failed: 24, proposal: { kind: "raise", to: "smart" } })
})

test("hard work that began lower is counted by itself, and what to do about it is another key", async () => {
  const lower: Given = {
    class: "complex",
    tier: "cheap",
    signals: [`${BEGINS_LOWER} cheap tier: checks judge it`],
  }
  await spend(24, [
    { ...lower, turn: "two" },
    { class: "complex", tier: "smart", cause: "raised", turn: "two" },
  ])
  const { out } = await tune()
  expect(out).toMatch(/complex, checked +cheap +24 +24 .*verify\.cheapFirst: false/)
  expect(out).toMatch(/complex +smart +0 +0 /)
  expect(out).toEndWith("write into your ralex.yaml:\n\nverify:\n  cheapFirst: false\n")
})

test("medium asks of a high score that fail are a reason for another threshold", async () => {
  const scored = (score: number): Given => ({
    turn: "two",
    signals: [`60 % sure; ${score} % that a cheap model is not enough`],
  })
  await spend(40, [scored(12)])
  await spend(22, [scored(34), { turn: "two", cause: "raised", tier: "smart" }])
  const { out } = await tune()
  expect(out).toContain("Of 22 medium asks with a score from 0.2 on 22 failed on the cheap tier")
  expect(out).toEndWith("write into your ralex.yaml:\n\nrouting:\n  smartFrom: 0.2\n")
  const { out: json } = await sandbox.ralex(["tune", "--json"])
  expect(tuneDocumentSchema.parse(JSON.parse(json)).smartFrom).toMatchObject({ smartFrom: 0.2, turns: 22 })
})

test("a few failures among many are no reason", async () => {
  await spend(20)
  await spend(6, [{ cause: "raised", tier: "smart" }])
  const { medium, out } = await tune()
  expect(medium).toMatch(/^medium +cheap +26 +6 +.*keep$/)
  expect(out).toContain("Nothing to change")
})

test("with too few turns it says how many are missing, and proposes nothing", async () => {
  await spend(5, [{ cause: "raised", tier: "smart" }])
  const { medium, out } = await tune()
  expect(medium).toMatch(/none: 15 more turns are needed$/)
  expect(out).toContain("There is too little in the ledger")
})

test("an empty ledger is too little, and nothing of the person's is written", async () => {
  const before = sandbox.snapshot()
  expect((await tune()).out).toContain("There is too little in the ledger")
  expect(sandbox.snapshot()).toEqual(before)
})

test("the words that it reads are those the classifier says", () => {
  const context = { earlier: "simple", previousAsk: "rename x to y" } as const
  const said = ["still broken", "rename x to y"].flatMap((ask) => classify(ask, context).reasons)
  expect(COMPLAINTS.filter((words) => !said.includes(words))).toEqual([])
})
