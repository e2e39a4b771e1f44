// Alerts as workflow commands of GitHub Actions.
import { expect, test } from "bun:test"
import { annotation } from "../../../ledger/alerts/annotation.ts"

test.each([
  ["info", "::notice title=Ralex::"],
  ["warning", "::warning title=Ralex::"],
  ["error", "::error title=Ralex::"],
] as const)("%s begins with %s", (level, start) => {
  expect(annotation({ level, text: "the daily budget: USD 4.20" })).toBe(`${start}the daily budget: USD 4.20`)
})

test("no text begins a command of its own", () => {
  const line = annotation({ level: "warning", text: "84 %0A\r\n::add-mask::x\n::stop-commands::y" })
  expect(line).toBe("::warning title=Ralex::84 %250A%0D%0A::add-mask::x%0A::stop-commands::y")
})
