// Ralex's own options among OpenCode's plugins.
import { expect, test } from "bun:test"
import { ownOptions } from "../../../plugin/tui/own-options.ts"

const options = { budgets: { daily: 1 } }

test.each([
  "opencode-ralex",
  "opencode-ralex@1.2.3",
  "./node_modules/opencode-ralex",
  "file:///x/plugin/ralex.js",
])("are found beside %s", (spec) =>
  expect(ownOptions(["other", ["other", { a: 1 }], [spec, options]])).toEqual(options),
)

test.each([
  [undefined],
  [[]],
  [["opencode-ralex"]],
  [[["opencode-ralex-else", options]]],
  [[["opencode-ralex", 7]]],
])("are none in %p", (plugins) => expect(ownOptions(plugins)).toBeUndefined())
