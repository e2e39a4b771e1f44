// Alerts as workflow commands of GitHub Actions.
import { expect, test } from "bun:test"
import { annotation, withoutCommands } from "../../../ledger/alerts/annotation.ts"

test.each([
  ["info", "::notice title=Ralex::"],
  ["warning", "::warning title=Ralex::"],
  ["error", "::error title=Ralex::"],
] as const)("%s begins with %s", (level, start) => {
  expect(annotation({ level, text: "the daily budget: USD 4.20" }, "github")).toBe(
    `${start}the daily budget: USD 4.20`,
  )
})

test("no text begins a command of its own", () => {
  const line = annotation({ level: "warning", text: "84 %0A\r\n::add-mask::x\n::stop-commands::y" }, "github")
  expect(line).toBe("::warning title=Ralex::84 %250A%0D%0A::add-mask::x%0A::stop-commands::y")
})

test("in GitLab it is a coloured line, and no text can colour or fold what others say", () => {
  const line = annotation({ level: "error", text: "a\u001B[0Ksection_start:1:x\r\nb" }, "gitlab")
  expect(line).toBe("\u001B[1;31mERROR: a [0Ksection_start:1:x b\u001B[0m")
})

test("another runner has no such thing", () => {
  expect(annotation({ level: "error", text: "a" }, "other")).toBeUndefined()
  expect(annotation({ level: "error", text: "a" }, undefined)).toBeUndefined()
})

test.each([
  ["Ralex: a ::error:: b", "Ralex: a ::error:: b"],
  ["a\n::add-mask::x", "a\n: :add-mask::x"],
  ["a\r  ::stop-commands::x", "a\r  : :stop-commands::x"],
  ["a ##[error]b", "a ## [error]b"],
])("a line of the log begins no command: %j", (text, shown) => expect(withoutCommands(text)).toBe(shown))
