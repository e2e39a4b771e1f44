// The first classifier: obvious asks get their class in several wordings, and no text breaks it.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { CLASSES, type TaskClass } from "../../config/index.ts"
import { classify } from "../../provider/classify.ts"

const OBVIOUS: Record<TaskClass, string[]> = {
  simple: [
    "hi",
    "thanks!",
    "rename the variable foo to bar",
    "fix the typo in the README",
    "What does this function do?",
    "show me the last commit",
    "run the tests",
    "format this file",
    "bump the version to 1.2.3",
    "list the files in src",
    "please show me where the port is set",
    "could you explain this line?",
    "find all callers of parseDate",
    "commit and push",
    "remove the unused import in app.ts",
    "say hello",
  ],
  medium: [
    "add a --verbose flag to the command and print each file as it is read from the folder below",
    "implement pagination for the list of users",
    "the login button does nothing when I click it",
    "write a unit test for parseDate that covers an empty string and a leap day, please, in the style of the others",
  ],
  complex: [
    "refactor the whole codebase to use async/await",
    "migrate the entire project from JavaScript to TypeScript",
    "design a plugin system and implement it across all modules",
    "rewrite the storage layer across the services, with backwards compatibility and zero downtime",
    "re-architect the build so that every package is built end-to-end",
  ],
  reasoning: [
    "prove that this lock-free queue is linearizable",
    "find the race condition that makes the workers deadlock",
    "why does this distributed lock sometimes fail? explain the root cause and the trade-offs",
    "what is the time complexity of this, and can you prove a lower bound?",
    "debug the intermittent deadlock in the connection pool and find its root cause",
  ],
}

for (const expected of CLASSES) {
  test.each(OBVIOUS[expected])(`%j is ${expected}`, (ask) => {
    expect(classify(ask).class).toBe(expected)
  })
}

describe("an ask without any signal", () => {
  test.each(["", "   ", "the thing", "do it", "make it so", "你好吗", "🙂", "x".repeat(50_000)])(
    "%j is medium",
    (ask) => {
      expect(classify(ask.slice(0, 60_000))).toMatchObject({
        class: "medium",
        reasons: ["no signal: taken as medium"],
      })
    },
  )
})

test("a cheap model is thought the less likely to be enough the harder the class is", () => {
  const scoresOf = (each: TaskClass) => OBVIOUS[each].map((ask) => classify(ask).score)
  const hardest = (each: TaskClass) => Math.max(...scoresOf(each))
  const easiest = (each: TaskClass) => Math.min(...scoresOf(each))
  expect(hardest("simple")).toBeLessThan(easiest("medium"))
  expect(hardest("medium")).toBeLessThan(Math.min(easiest("complex"), easiest("reasoning")))
})

test("capitals, blanks and punctuation around an ask do not change its class", () => {
  for (const [expected, asks] of Object.entries(OBVIOUS))
    for (const ask of asks.filter((text) => text.split(" ").length > 2))
      for (const variant of [ask.toUpperCase(), `  ${ask}\n`, `${ask} please`])
        if (classify(variant).class !== expected)
          expect(`${variant}: ${classify(variant).class}`).toBe(expected)
})

test("a pasted log of any length does not decide, and is not read to its end", () => {
  const ask = "what does this mean?"
  const log = "2026-11-22 12:00:00 INFO nothing to see here\n".repeat(20_000)
  expect(classify(`${ask}\n${log}prove the deadlock`).reasons).not.toContain(
    "needs careful reasoning (concurrency, proof, algorithm)",
  )
})

test("reasons are plain words of ours, never the prompt's", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), (text) => {
      const unlikely = `zqx${text}zqx`
      for (const reason of classify(unlikely).reasons) expect(unlikely.includes(reason)).toBe(false)
      expect(classify(unlikely).reasons.join()).not.toContain("zqx")
    }),
  )
})

test("any text has a class, a confidence and a score, always the same", () => {
  const words = fc.constantFrom(
    ...Object.values(OBVIOUS).flat().join(" ").split(" "),
    "```",
    "\n- ",
    "at a:1:1",
  )
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme", maxLength: 2_000 }),
    fc.array(words, { maxLength: 300 }).map((parts) => parts.join(" ")),
  )
  fc.assert(
    fc.property(text, (given) => {
      const found = classify(given)
      expect(CLASSES).toContain(found.class)
      for (const share of [found.confidence, found.score]) {
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1)
      }
      expect(found.reasons.length).toBeGreaterThan(0)
      expect(classify(given)).toEqual(found)
    }),
  )
})
