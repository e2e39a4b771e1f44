// What /ralex-tier chooses for a session, and what it says of it.
import { afterEach, expect, test } from "bun:test"
import { ralexTier } from "../../../plugin/commands/ralex-tier.ts"
import { closeSamples, type Sample, sample } from "../sample-opencode.ts"

afterEach(closeSamples)

function say({ instance }: Sample, words: string, rootSession = "ses_1"): Promise<string> {
  return ralexTier.answer(words.split(" ").filter(Boolean), { instance, rootSession, at: new Date() })
}

test("a tier holds for its session until it is left to Ralex again", async () => {
  const it = await sample({ tiers: { smart: ["a/model"] } })
  expect(await say(it, "smart")).toContain("go to the smart tier (a/model)")
  expect(it.instance.chosenTiers).toEqual(new Map([["ses_1", "smart"]]))
  expect(await say(it, "")).toContain("go to the smart tier")
  expect(await say(it, "", "ses_2")).toContain("Ralex chooses")
  expect(await say(it, "auto")).toContain("Ralex chooses")
  expect(it.instance.chosenTiers.size).toBe(0)
})

test.each(["best", "smart please", "Smart", "__proto__"])(
  "%s is no tier, and changes nothing",
  async (words) => {
    const it = await sample()
    await say(it, "cheap")
    expect(await say(it, words)).toContain("Nothing was changed.")
    expect(it.instance.chosenTiers).toEqual(new Map([["ses_1", "cheap"]]))
  },
)
