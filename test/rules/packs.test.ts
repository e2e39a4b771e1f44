// Every example in the packs is judged: a block example by its own rule, an allow example and a suggestion by all.
import { describe, expect, test } from "bun:test"
import * as z from "zod"
import {
  judgeCommand,
  judgeCommandWithState,
  judgeToolCall,
  judgeToolCallWithState,
  type Look,
  loadRules,
  packNames,
  type Rule,
} from "../../rules/index.ts"
import { packs } from "../../rules/packs/index.ts"
import { inOrder, ruleSchema } from "../../rules/ruleset.ts"
import { ruleContext } from "./rule-context.ts"

test("each id begins with the name of a pack, and none is used twice", () => {
  const ids = loadRules().rules.map((rule) => rule.id)
  expect(new Set(ids.map((id) => id.split(".")[0]))).toEqual(new Set(packNames))
  expect(new Set(ids).size).toBe(ids.length)
})

test.each(packNames)("the rules of %s are of the schema, and are loaded as it gives them", (name) => {
  const checked = z.array(ruleSchema).parse(packs[name])
  expect(loadRules().rules.filter(({ id }) => id.startsWith(`${name}.`))).toEqual(inOrder(checked))
})

/** The worst case: whatever is asked about would be lost. */
const allLost: Look = async ({ effects }) => ({
  kind: "lost",
  losses: effects.map(({ target }) => ({ kind: "untracked", name: target })),
})

/** A rule that only counts after a look at the disk is judged with one. */
function judge(command: Rule["examples"]["block"][number], { only }: Rule) {
  const looks = only === "state"
  if (typeof command !== "string")
    return looks ? judgeToolCallWithState(command, ruleContext, allLost) : judgeToolCall(command, ruleContext)
  return looks ? judgeCommandWithState(command, ruleContext, allLost) : judgeCommand(command, ruleContext)
}

for (const rule of loadRules().rules) {
  describe(rule.id, () => {
    test.each(rule.examples.block)("blocks %j", async (command) => {
      expect(await judge(command, rule)).toMatchObject({
        kind: rule.severity === "critical" ? "deny" : "ask",
        rule: rule.id,
      })
    })

    test.each(rule.examples.allow)("allows %j", async (command) => {
      expect(await judge(command, rule)).toEqual({ kind: "allow" })
    })

    const suggested = [...(rule.suggestion ?? "").matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? "")
    for (const command of suggested) {
      test(`suggests \`${command}\`, which is allowed`, () => {
        expect(judgeCommand(command, ruleContext)).toEqual({ kind: "allow" })
      })
    }
  })
}
