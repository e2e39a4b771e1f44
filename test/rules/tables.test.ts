// Entries of the rules' tables are checked when a program is first asked for; here each is.
import { expect, test } from "bun:test"
import * as z from "zod"
import { printers } from "../../rules/network/prints-environment.ts"
import { secretSources } from "../../rules/network/prints-secret.ts"
import { rowsByProgram } from "../../rules/network/rows-by-program.ts"
import { senders } from "../../rules/network/senders.ts"
import { shows } from "../../rules/network/shown-by.ts"
import { listedNames, listedProgram, programOf } from "../../rules/programs/program-table.ts"

test("each listed program is of the schema", () => {
  for (const name of listedNames) expect(listedProgram(name), name).toBeDefined()
  expect(programOf("no-such-program")).toMatchObject({ handsOn: true })
})

test.each([
  ["senders.yaml", senders],
  ["shown-content.yaml", shows],
  ["secret-sources.yaml", secretSources],
  ["environment-sources.yaml", printers],
] as const)("each row of %s is of the schema and names a program", (_name, { programs, of }) => {
  expect(programs.length).toBeGreaterThan(0)
  for (const program of programs) expect(of(program).length, program).toBeGreaterThan(0)
})

test("rows are found by each program that they name, in their order", () => {
  const row = z.looseObject({ at: z.number() })
  const rows = rowsByProgram(
    [
      { at: 1, match: { program: "a" } },
      { at: 2, match: [{ program: ["b", "a"] }, { program: "a" }] },
      { at: 3, program: ["a", "c"] },
    ],
    row,
  )
  const found = (program: string) => rows.of(program).map(({ at }) => at)
  expect(["a", "b", "c", "d"].map(found)).toEqual([[1, 2, 3], [2], [3], []])
  expect(() => rowsByProgram([{ program: "a" }], row).of("a")).toThrow()
})
