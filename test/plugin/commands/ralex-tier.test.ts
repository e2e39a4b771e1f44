// What /ralex-tier chooses for a session, and what it says of it.
import { afterEach, expect, test } from "bun:test"
import { openGlances } from "../../../ledger/index.ts"
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

test("who watches the session sees the choice in the ledger, and a ledger that is not there stops nothing", async () => {
  const it = await sample()
  const glances = openGlances(it.instance.environment.ledger)
  const seen = async () => {
    const shown = { session: "ses_1", rootSession: "ses_1" }
    const query = { at: new Date(), project: "/p", limits: [], shown, since: new Date(0) }
    return (await glances.read(query))?.choice?.tier
  }
  await say(it, "premium")
  expect(await seen()).toBe("premium")
  await say(it, "auto")
  expect(await seen()).toBeNull()
  await glances.close()
  it.instance.environment.ledger = "mysql://nowhere"
  it.instance.loaded.limits = [{ scope: "daily", usd: 1, part: {}, from: "test" }]
  expect(await say(it, "cheap")).toContain("go to the cheap tier")
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
