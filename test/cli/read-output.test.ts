// When lines are coloured, and how wide they may be.
import { expect, test } from "bun:test"
import { readOutput } from "../../cli/read-output.ts"

const terminal = { isTTY: true, columns: 80 }

test.each([
  [terminal, {}, { colors: true, columns: 80 }],
  [terminal, { NO_COLOR: "1" }, { colors: false, columns: 80 }],
  [terminal, { NO_COLOR: "" }, { colors: true, columns: 80 }],
  [terminal, { TERM: "dumb" }, { colors: false, columns: undefined }],
  [{}, {}, { colors: false, columns: undefined }],
  [{}, { CI: "true" }, { colors: false, columns: undefined }],
  [{}, { FORCE_COLOR: "1" }, { colors: true, columns: undefined }],
  [{}, { FORCE_COLOR: "1", NO_COLOR: "1" }, { colors: false, columns: undefined }],
  [{}, { FORCE_COLOR: "0" }, { colors: false, columns: undefined }],
] as const)("%j with %j is %j", (stream, variables, expected) => {
  expect(readOutput(stream, variables)).toEqual(expected)
})
