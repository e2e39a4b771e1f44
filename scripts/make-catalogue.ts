// Makes ledger/catalogue.json from a list of OpenRouter models with prices in USD per million tokens; for some models
// other prices hold for prompts `above` so many tokens: `bun scripts/make-catalogue.ts MODELS.json DATE SOURCE`.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"

const priceSchema = z.object({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheRead: z.number().nonnegative(),
  cacheWrite: z.number().nonnegative(),
})

const listSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    price: priceSchema,
    longPrompts: z.array(priceSchema.extend({ above: z.int().positive() })).default([]),
    context: z.int().positive(),
    maxOutput: z.int().positive(),
    tools: z.boolean(),
    reasoning: z.boolean(),
    input: z.array(z.string()),
  }),
)

type Listed = z.infer<typeof listSchema>[number]

/** Routers such as openrouter/auto are listed at 0 though they bill what they choose: no bound holds for them. */
function hasKnownPrice({ id, price }: Listed): boolean {
  return id.endsWith(":free") || price.input > 0 || price.output > 0
}

const [path, date, source] = process.argv.slice(2)
if (!path || !date || !source) {
  console.error("Usage: bun scripts/make-catalogue.ts MODELS.json DATE SOURCE")
  process.exit(2)
}
const listed = listSchema.parse(JSON.parse(readFileSync(path, "utf8")))
const models = listed.filter(hasKnownPrice).sort((a, b) => (a.id < b.id ? -1 : 1))
// One model a line, so that a new snapshot reads as a diff.
const lines = models.map((model) => `    ${JSON.stringify(model)}`).join(",\n")
const head = `  "date": ${JSON.stringify(date)},\n  "source": ${JSON.stringify(source)},\n`
writeFileSync(
  join(import.meta.dir, "../ledger/catalogue.json"),
  `{\n${head}  "models": [\n${lines}\n  ]\n}\n`,
)
console.error(`${models.length} models, ${listed.length - models.length} left out for want of a price.`)
