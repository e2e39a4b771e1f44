// Each finding of the audit in docs/security.md names a test that there is.
import { expect, test } from "bun:test"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { marked } from "marked"
import { ROOT, readPage } from "./pages.ts"

const rows = marked
  .lexer(readPage("docs/security.md"))
  .flatMap((token) => (token.type === "table" && token.header.at(-1)?.text === "Held by" ? token.rows : []))
  .map((row): { finding: string; held: string } => ({ finding: row[0].text, held: row.at(-1).text }))

test("every finding is held by a test that exists, by its file and its name", () => {
  expect(rows.length).toBeGreaterThan(20)
  const unheld = rows.filter(({ held }) => {
    const [, file = "", name] = /^`(test\/[\w./-]+)`(?:: "(.*)")?$/.exec(held) ?? []
    const path = join(ROOT, file)
    return (
      file === "" || !existsSync(path) || (name !== undefined && !readFileSync(path, "utf8").includes(name))
    )
  })
  expect(unheld).toEqual([])
})

test("the other tests that the page names are there", () => {
  const named = readPage("docs/security.md").match(/(?<=`)test\/[\w./-]+/g) ?? []
  const gone = named.filter((path) => ![path, `${path}.test.ts`].some((file) => existsSync(join(ROOT, file))))
  expect(gone).toEqual([])
})
