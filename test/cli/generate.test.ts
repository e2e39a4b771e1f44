// What is made from the config schema is what is committed.
import { expect, test } from "bun:test"
import { join } from "node:path"
import { configSchema } from "../../config/index.ts"
import { generate } from "../../scripts/generate.ts"
import { packageRoot } from "./sandbox.ts"

test("the committed files are up to date; else run `bun run generate`", async () => {
  for (const { path, text } of await generate())
    expect(await Bun.file(join(packageRoot, path)).text()).toBe(text)
})

test("ralex.schema.json knows every key and describes it", async () => {
  const schema = await Bun.file(join(packageRoot, "ralex.schema.json")).json()
  expect(Object.keys(schema.properties)).toEqual(Object.keys(configSchema.shape))
  expect(
    Object.values<{ description?: string }>(schema.properties).filter((key) => !key.description),
  ).toEqual([])
  expect(schema.required).toBeUndefined()
})
