// What docs/rules.md and README.md show of `safety` works as it stands there.
import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"
import { configSchema } from "../../config/index.ts"
import { judgeCommand, loadRules, rulesetFor } from "../../rules/index.ts"
import { ruleContext } from "./rule-context.ts"

const root = join(import.meta.dir, "..", "..")

const blocks = ["docs/rules.md", "README.md"].flatMap((file) => {
  const text = readFileSync(join(root, file), "utf8")
  return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)]
    .map((found) => parse(found[1] ?? ""))
    .filter((value) => value?.safety !== undefined)
    .map((value, index) => [`${file} ${index + 1}`, value] as const)
})

test("there are such examples", () => expect(blocks.length).toBeGreaterThanOrEqual(3))

test.each(blocks)("%s", (_name, value) => {
  const { packs, ...safety } = configSchema.parse(value).safety
  const names = packs === "all" ? packs : packs.filter((name) => !name.includes("/"))
  const ruleset = rulesetFor({ ...safety, packs: names, packFiles: [] })
  expect(ruleset).toMatchObject({ warnings: [] })
  expect(ruleset.broken).toBeUndefined()
  for (const rule of ruleset.own) {
    for (const example of rule.examples.block)
      expect(judgeCommand(String(example), ruleContext, ruleset)).toMatchObject({ rule: rule.id })
    for (const example of rule.examples.allow)
      expect(judgeCommand(String(example), ruleContext, ruleset)).toEqual({ kind: "allow" })
    const suggested = rule.suggestion?.match(/`([^`]+)`/)?.[1] ?? ""
    expect(judgeCommand(suggested, ruleContext, ruleset)).toEqual({ kind: "allow" })
  }
})

test("docs/rules.md names every key of a match", () => {
  const text = readFileSync(join(root, "docs", "rules.md"), "utf8")
  const keys = new Set(loadRules().rules.flatMap(({ match }) => match.flatMap((one) => Object.keys(one))))
  expect([...keys].filter((key) => !text.includes(`\`${key}\``) && !text.includes(`\`${key}:`))).toEqual([])
})
