// What a project that nobody trusts may say of the safety rules: more, never less, and nothing that costs the guard time.
import { expect, test } from "bun:test"
import { configSchema } from "../../config/index.ts"
import { tightenSafety } from "../../config/tighten-safety.ts"

const inForce = configSchema.parse({ safety: { deny: ["a *"], rules: [{ id: "mine.a" }] } }).safety

test("packs and allow are ignored, deny is added to the person's", () => {
  const { kept, ignored } = tightenSafety({ packs: ["git"], allow: ["git.clean"], deny: ["b *"] }, inForce)
  expect(kept).toEqual({ deny: ["a *", "b *"] })
  expect(ignored).toEqual(["safety.packs", "safety.allow"])
})

test.each([
  ["many wildcards", { match: { operand: "*a*a*a*b" } }],
  ["a regular expression in disguise", { match: { program: "x", unless: "(a+)+b" } }],
  ["one in a key", { match: { argument: { "(a+)+b": ["x"] } } }],
  ["a look at the disk, of which there are few", { recoverable: "git", only: "state" }],
  ["more text than a rule needs", { match: { program: "x".repeat(5_000) } }],
  ["the id of a rule of the person's", { id: "mine.a" }],
])("a rule with %s is ignored", (_what, part) => {
  const { kept, ignored } = tightenSafety({ rules: [{ id: "their.a", ...part }] }, inForce)
  expect(kept.rules).toEqual(inForce.rules)
  expect(ignored).toEqual(["some of safety.rules"])
})

test("a plain rule counts, and too many entries are cut so that the whole stays valid", () => {
  const plain = { id: "their.b", match: { program: "x", words: "x * y * z *", tool: "github_*" } }
  expect(tightenSafety({ rules: [plain] }, inForce).kept.rules).toEqual([...inForce.rules, plain])
  const { kept } = tightenSafety({ deny: Array.from({ length: 200 }, () => "b") }, inForce)
  expect(configSchema.safeParse({ safety: kept }).success).toBe(true)
  expect(kept.deny?.[0]).toBe("a *")
})
