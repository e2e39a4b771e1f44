// Each view as CSV: the rows of its JSON, and nothing that a spreadsheet would run.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { VIEWS } from "../../dashboard/contract.ts"
import { csvOf } from "../../dashboard/csv/csv-of.ts"
import { verdict } from "../ledger/sample-calls.ts"
import { sampleViews } from "./sample-views.ts"
import { ago, fill, openStage, type Stage } from "./stage.ts"

let stage: Stage

beforeAll(async () => {
  stage = await openStage("sqlite::memory:")
  await fill(stage.ledger)
})
afterAll(() => stage.stop())

/** Cells of CSV as RFC 4180 has them. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain = "", end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === "\r\n") rows.push([])
    if (end === "") break
  }
  return rows.slice(0, -1)
}

test.each(VIEWS.map((name) => [name]))("%s has a head, and as many cells in each row", async (name) => {
  const answer = await stage.get(`api/${name}.csv?session=s1`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8")
  expect(answer.headers.get("content-disposition")).toBe(`attachment; filename="ralex-${name}.csv"`)
  const [head = [], ...rows] = cellsOf(await answer.text())
  if (name !== "blocks") expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) expect(row).toHaveLength(head.length)
  expect(new Set(head).size).toBe(head.length)
})

test.each(VIEWS.map((name) => [name]))("the sample of %s is a table as well", (name) => {
  const [head = [], ...rows] = cellsOf(csvOf(name, sampleViews()[name]))
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) expect(row).toHaveLength(head.length)
})

test("numbers are those of the JSON", async () => {
  const [head = [], first = []] = cellsOf(await (await stage.get("api/groups.csv?by=session")).text())
  const cell = (name: string) => first[head.indexOf(name)]
  expect([cell("key"), cell("spentNano"), cell("durationMs.p50")]).toEqual(["s1", "23000000", "332"])
})

test("a negative amount stays a number", () => {
  const { groups, ...rest } = sampleViews().groups
  const csv = csvOf("groups", {
    ...rest,
    groups: groups.slice(0, 1).map((row) => ({ ...row, savedNano: "-5" })),
  })
  expect(csv).toContain(",-5,")
})

test("what begins like a formula is made text, wherever it comes from", async () => {
  const formulas = [
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    " =1+1",
    "\n=1+1",
    "＝1+1",
    '=HYPERLINK("http://evil","x")',
  ]
  for (const text of formulas)
    await stage.ledger.record(
      verdict({ at: ago(0), session: text, agent: text, subject: text, reason: text }),
    )
  const cells = cellsOf(await (await stage.get("api/blocks.csv")).text()).flat()
  for (const text of formulas) {
    expect(cells).not.toContain(text)
    expect(cells).toContain(`'${text}`)
  }
  expect(cells.filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([])
})
