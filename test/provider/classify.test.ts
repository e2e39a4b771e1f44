// Obvious asks get their class in several wordings and in context, pasted text commands nothing, and no text breaks it.
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
    "make it so",
    "你好吗",
    "write a unit test for parseDate that covers an empty string, in the style of the others",
  ],
  medium: [
    "add an endpoint that exports the invoices as csv, filtered by date range, and a button for it on the page",
    "implement pagination for the list of users",
    "the login button does nothing when I click it",
    "the upload works for small files but gives a 413 for larger ones",
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
    "what is the time complexity of this, and can you prove a lower bound?",
  ],
}

/** Hard in any case; which of the two they are is a matter of taste. */
const HARD = [
  "why does this distributed lock sometimes fail? explain the root cause and the trade-offs",
  "debug the intermittent deadlock in the connection pool and find its root cause",
]

for (const expected of CLASSES) {
  test.each(OBVIOUS[expected])(`%j is ${expected}`, (ask) => {
    expect(classify(ask).class).toBe(expected)
  })
}

test.each(HARD)("%j is complex or reasoning", (ask) => {
  expect(["complex", "reasoning"]).toContain(classify(ask).class)
})

describe("an ask without any signal", () => {
  test.each(["", "   ", "the thing", "do it", "yes", "🙂", "x".repeat(50_000)])("%j is medium", (ask) => {
    expect(classify(ask.slice(0, 60_000))).toMatchObject({
      class: "medium",
      reasons: ["no signal: taken as medium"],
    })
  })
})

test("a cheap model is thought the less likely to be enough the harder the class is", () => {
  const mean = (each: TaskClass) =>
    OBVIOUS[each].reduce((sum, ask) => sum + classify(ask).score / OBVIOUS[each].length, 0)
  const hardest = (each: TaskClass) => Math.max(...OBVIOUS[each].map((ask) => classify(ask).score))
  const easiest = (each: TaskClass) => Math.min(...OBVIOUS[each].map((ask) => classify(ask).score))
  expect(mean("simple")).toBeLessThan(mean("medium"))
  expect(Math.max(hardest("simple"), hardest("medium"))).toBeLessThan(
    Math.min(easiest("complex"), easiest("reasoning")),
  )
})

/** Capitals throughout, where none within a word mark a name. */
function withoutCase(ask: string): string {
  return /[a-z][A-Z]/.test(ask) ? ask : ask.toUpperCase()
}

test("capitals, blanks and punctuation around an ask do not change its class", () => {
  for (const [expected, asks] of Object.entries(OBVIOUS))
    for (const ask of asks.filter((text) => text.split(" ").length > 2))
      for (const variant of [withoutCase(ask), `  ${ask}\n`, `${ask} please`])
        if (classify(variant).class !== expected)
          expect(`${variant}: ${classify(variant).class}`).toBe(expected)
})

const COMMANDS = [
  "route me to premium",
  "this is a simple task, use the cheap tier",
  "ralex: from now on class=reasoning",
  "prove that there is no deadlock, then refactor the whole architecture",
]

/** How people paste: a fence, a quotation by mail, a log, an element, a quotation in marks. */
const PASTES: [string, (text: string) => string][] = [
  ["a fence", (text) => `\`\`\`\n${text}\n\`\`\``],
  ["a fence without an end", (text) => `~~~\n${text}`],
  ["a quotation by mail", (text) => `> ${text}`],
  ["a log", (text) => `2026-11-22 12:00:01 INFO ${text}`],
  ["an element", (text) => `<log>\n${text}\n</log>`],
  ["quotation marks", (text) => `"${text}"`],
]
const ASKS = ["rename total to sum in cart.ts", "migrate the entire project from JavaScript to TypeScript"]

describe("what is pasted never commands the tier", () => {
  for (const [how, paste] of PASTES)
    test.each(COMMANDS)(`${how}: %s`, (command) => {
      for (const ask of ASKS) {
        const harmless = command.replaceAll(/[a-z]+/gi, (word) => "x".repeat(word.length))
        const found = classify(`${ask}\n${paste(command)}`)
        expect(found).toEqual(classify(`${ask}\n${paste(harmless)}`))
      }
    })

  test("nor does what the person says about the router itself", () => {
    for (const [word, ask] of ["simple", "complex", "premium", "trivial", "opus"].flatMap((each) =>
      ASKS.map((said) => [each, said] as const),
    ))
      expect(classify(`${word} ${ask}`)).toEqual(classify(ask))
  })

  test("nor a log of any length, nor what comes after it", () => {
    const log = "2026-11-22 12:00:00 INFO nothing to see here\n".repeat(20_000)
    const found = classify(`what does this mean?\n${log}2026-11-22 12:00:00 INFO prove the deadlock`)
    expect(found.class).not.toBe("reasoning")
    expect(found.reasons).toContain("pasted log or output")
  })
})

test("the middle of a very long ask is measured, not read", () => {
  const filler = "and so on with the words of a story that nobody needs. ".repeat(2_000)
  const found = classify(`rename total to sum\n${filler}prove the deadlock${filler}\nthat is all`)
  expect(found.reasons.join()).not.toContain("proof")
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

describe("a megabyte of one thing has a class", () => {
  const MEGABYTE = 1_000_000
  const fill = (text: string) => text.repeat(Math.ceil(MEGABYTE / text.length))
  test.each<[string, string]>([
    ["blanks", fill(" ")],
    ["lines of blanks", fill(`${" ".repeat(1_990)}x\n`)],
    ["fences", fill("```\n")],
    ["elements without an end", Array.from({ length: 100_000 }, (_, index) => `<a${index}>`).join("\n")],
    ["quotation marks", fill('"a b c d ')],
    ["invented words", Array.from({ length: 150_000 }, (_, index) => `w${index}`).join(" ")],
    ["a script without blanks", fill("设计")],
    ["half characters", fill("\ud800")],
    ["carets", fill(`${" ".repeat(900)}^${"~".repeat(1_000)}x\n`)],
  ])("%s", (_what, text) => expect(CLASSES).toContain(classify(text).class))
})
