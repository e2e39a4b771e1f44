// The shipped catalogue: what is in it, and what is kept out of it.
import { expect, test } from "bun:test"
import { applyProfile, configSchema } from "../../config/index.ts"
import { catalogueSource, findModel, toolModels } from "../../ledger/index.ts"

test("a model is found by its id with its prices in nano-dollars per million tokens", () => {
  expect(findModel("google/gemini-3.8-flash")).toMatchObject({
    name: "Gemini 3.8 Flash",
    price: {
      inputNanoPerMillion: 750_000_000n,
      outputNanoPerMillion: 3_750_000_000n,
      cacheReadNanoPerMillion: 75_000_000n,
      cacheWriteNanoPerMillion: 41_667_000n,
    },
    longPrompts: [],
    contextTokens: 1_048_576,
    maxOutputTokens: 65_536,
    tools: true,
  })
})

test("a price that the source does not name is null, not zero", () => {
  expect(findModel("openai/gpt-5.5")?.price.cacheWriteNanoPerMillion).toBeNull()
})

test("dearer prices of long prompts are there", () => {
  const [long] = findModel("openai/gpt-6-sol")?.longPrompts ?? []
  expect(long).toMatchObject({ aboveTokens: 272_000, inputNanoPerMillion: 4_000_000_000n })
})

test("what long prompts cost never falls with the length, as bounds take for granted", () => {
  for (const model of toolModels()) {
    const tiers = [{ aboveTokens: 0, ...model.price }, ...model.longPrompts]
    tiers.slice(1).forEach((tier, index) => {
      const below = tiers[index]
      expect(below?.aboveTokens).toBeLessThan(tier.aboveTokens)
      expect(below?.inputNanoPerMillion).toBeLessThanOrEqual(tier.inputNanoPerMillion)
      expect(below?.outputNanoPerMillion).toBeLessThanOrEqual(tier.outputNanoPerMillion)
    })
  }
})

test.each(["openrouter/auto", "openrouter/pareto-code", "stealth/space-bunny-alpha"])(
  "%s, whose price is not known, is in no list",
  (id) => {
    expect(findModel(id)).toBeUndefined()
  },
)

test("every tool model costs something unless it is a :free one", () => {
  const models = toolModels()
  expect(models.length).toBeGreaterThan(200)
  for (const { id, price, tools } of models) {
    expect({ id, free: price.inputNanoPerMillion + price.outputNanoPerMillion === 0n, tools }).toEqual({
      id,
      free: id.endsWith(":free"),
      tools: true,
    })
  }
})

test("every model of the default tiers is in the catalogue and calls tools", () => {
  const missing = (["frugal", "balanced", "quality"] as const).flatMap((profile) =>
    Object.values(applyProfile(configSchema.parse({ profile })).tiers)
      .flat()
      .filter((id) => !findModel(id)?.tools),
  )
  expect(missing).toEqual([])
})

test("the catalogue says where it is from and of which day", () => {
  expect(catalogueSource.date).toMatch(/^\d{4}-\d\d-\d\d$/)
  expect(catalogueSource.source).not.toBe("")
})
