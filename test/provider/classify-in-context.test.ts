// Follow-ups, complaints and new asks as they read in the conversation they stand in.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { applyProfile, CLASSES, configSchema, type TaskClass, TIERS } from "../../config/index.ts"
import { type AskContext, classify } from "../../provider/classify.ts"
import { tierOf } from "../../provider/decide.ts"

const hard: AskContext = {
  agent: "build",
  earlier: "complex",
  previousAsk: "migrate the project to TypeScript",
}
const easy: AskContext = { agent: "build", earlier: "simple", previousAsk: "rename total to sum" }

describe("after a hard ask", () => {
  test.each<[string, TaskClass, string]>([
    ["yes", "complex", "follows up on the ask before"],
    ["ok, go ahead", "complex", "follows up on the ask before"],
    ["ja, mach weiter", "complex", "follows up on the ask before"],
    ["好的，继续", "complex", "follows up on the ask before"],
    ["do it", "complex", "follows up on the ask before"],
    ["commit it", "simple", "asks to run something"],
    ["push", "simple", "asks to run something"],
    ["thanks!", "simple", "greets or thanks"],
    ["rename total to sum in cart.ts", "simple", "asks for one mechanical edit"],
    ["still broken", "reasoning", "says that it did not work"],
    ["that didn't work", "reasoning", "says that it did not work"],
    ["undo that", "reasoning", "says that it did not work"],
    ["Migrate the project to TypeScript!", "complex", "asks the same again"],
  ])("%j is %s", (ask, expected, reason) => {
    const found = classify(ask, hard)
    expect(found).toMatchObject({ class: expected })
    expect(found.reasons).toContain(reason)
  })
})

describe("after an easy ask", () => {
  const routing = applyProfile(configSchema.parse({}))
  const tier = (ask: string, context: AskContext) => TIERS.indexOf(tierOf(classify(ask, context), routing))

  test.each([
    "still broken",
    "that didn't work",
    "it still fails",
    "no, that's wrong",
    "rename total to sum",
  ])("%j raises the tier", (ask) => {
    expect(tier(ask, easy)).toBeGreaterThan(tier("rename total to sum", {}))
  })

  test("yes stays where it was", () => expect(classify("yes", easy).class).toBe("simple"))

  test("a hard ask is hard all the same", () => {
    expect(classify("migrate the entire project from JavaScript to TypeScript", easy).class).toBe("complex")
  })
})

test.each<AskContext>([{ agent: "plan" }, { planMode: true }])("a plan has a floor: %j", (context) => {
  expect(classify("rename total to sum", context).class).toBe("medium")
})

test("an ask of its own content is the same in every conversation, but where it complains or comes again", () => {
  const context = fc.record({
    earlier: fc.constantFrom(...CLASSES),
    previousAsk: fc.string(),
    agent: fc.constantFrom("build", "mine"),
  })
  fc.assert(
    fc.property(context, (given) => {
      for (const ask of [
        "rename the variable foo to bar in app.ts",
        "implement pagination for the list of users",
      ])
        expect(classify(ask, given)).toEqual(classify(ask))
    }),
  )
})

test("no context breaks it, and a complaint never lowers", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "binary" }),
      fc.constantFrom(...CLASSES),
      (ask, previousAsk, earlier) => {
        expect(CLASSES).toContain(classify(ask, { earlier, previousAsk }).class)
        const complaint = classify("that still does not work", { earlier, previousAsk }).class
        expect(CLASSES.indexOf(complaint)).toBeGreaterThanOrEqual(CLASSES.indexOf(earlier))
      },
    ),
  )
})
