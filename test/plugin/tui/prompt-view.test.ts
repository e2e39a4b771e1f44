// What stands right of the prompt.
import { expect, test } from "bun:test"
import type { Glance } from "../../../ledger/index.ts"
import { promptView } from "../../../plugin/tui/prompt-view.ts"
import { plainText } from "../../../plugin/tui/styled-line.ts"
import { noon } from "../../ledger/sample-calls.ts"
import { call, glance, spend, standing } from "./sample-glance.ts"

const viewOf = (given: Partial<Glance>) => promptView({ kind: "seen", glance: glance(given) })

test("the tier in use, and what is left of the limit nearest to its end", () => {
  const standings = [standing("session", 0.5, 2), standing("daily", 4, 5), standing("call", 0, 0.1)]
  const view = viewOf({ call: call({ tier: "smart" }), standings })
  expect(plainText(view)).toBe("smart $1.00 left")
  expect(view.at(-1)?.tone).toBe("warn")
})

test("the tier that was chosen since, before anything is asked of it", () => {
  const choice = (tier: "smart" | null) => ({ rootSession: "root", tier, at: noon })
  const given = { call: call({ tier: "cheap" }), today: spend(0) }
  expect(plainText(viewOf({ ...given, choice: choice("smart") }))).toBe("smart $0.00 today")
  expect(plainText(viewOf({ ...given, choice: choice(null) }))).toBe("auto $0.00 today")
})

test("nothing is left of a limit that is passed", () => {
  const view = viewOf({ standings: [standing("daily", 6, 5)] })
  expect(plainText(view)).toBe("ralex $0.00 left")
  expect(view.at(-1)?.tone).toBe("over")
})

test("without a limit, what the day cost", () => {
  expect(plainText(viewOf({ today: spend(0.25) }))).toBe("ralex $0.25 today")
})

test("nothing where there is no ledger", () => {
  expect(promptView({ kind: "no-ledger" })).toEqual([])
})
