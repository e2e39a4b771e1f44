// docs/ci.md and docs/keys.md beside the product: each YAML is a ralex.yaml, and every variable has its row.
import { expect, test } from "bun:test"
import { join } from "node:path"
import { knownVariables } from "../../config/known-variables.ts"
import { parseConfig } from "../../config/parse-config.ts"
import { runDocumentSchema } from "../../ledger/index.ts"

const docs = join(import.meta.dir, "../../docs")
const [ci, keys] = await Promise.all(["ci.md", "keys.md"].map((name) => Bun.file(join(docs, name)).text()))

test.each([
  ["ci.md", ci],
  ["keys.md", keys],
])("the YAML in %s is a ralex.yaml", (name, text = "") => {
  const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ""]) => parseConfig(yaml, name))
  expect(blocks.length).toBeGreaterThan(0)
  for (const parsed of blocks) expect(parsed).toMatchObject({ kind: "ok" })
})

test("keys.md has a row for each variable of Ralex", () => {
  for (const name of knownVariables) {
    const shown = name.replace(/^RALEX_BUDGET(?=_(?!CALL))/, "")
    expect(keys).toContain(`\`${shown}\``)
  }
})

test("ci.md has each verdict of the JSON summary", () => {
  for (const verdict of runDocumentSchema.shape.verdict.options) expect(ci).toContain(`\`${verdict}\``)
})
