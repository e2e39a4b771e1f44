// Every example in the packs is judged: a block example by its own rule, an allow example and a suggestion by all.
import { describe, expect, test } from "bun:test"
import { judgeCommand, loadRules, packNames } from "../../rules/index.ts"
import { ruleContext } from "./rule-context.ts"

test("each id begins with the name of a pack, and none is used twice", () => {
  const ids = loadRules().rules.map((rule) => rule.id)
  expect(new Set(ids.map((id) => id.split(".")[0]))).toEqual(new Set(packNames))
  expect(new Set(ids).size).toBe(ids.length)
})

for (const rule of loadRules().rules) {
  describe(rule.id, () => {
    test.each(rule.examples.block)("blocks %j", (command) => {
      expect(judgeCommand(command, ruleContext)).toMatchObject({
        kind: rule.severity === "critical" ? "deny" : "ask",
        rule: rule.id,
      })
    })

    test.each(rule.examples.allow)("allows %j", (command) => {
      expect(judgeCommand(command, ruleContext)).toEqual({ kind: "allow" })
    })

    const suggested = [...(rule.suggestion ?? "").matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? "")
    for (const command of suggested) {
      test(`suggests \`${command}\`, which is allowed`, () => {
        expect(judgeCommand(command, ruleContext)).toEqual({ kind: "allow" })
      })
    }
  })
}
