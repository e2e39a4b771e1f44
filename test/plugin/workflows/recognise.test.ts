// Which generation of AgentOS a project has: by its folders, and never by a folder that only has the name.
import { describe, expect, test } from "bun:test"
import { datePrefix, LAYOUTS } from "../../../plugin/workflows/layouts.ts"
import { type Names, recognise } from "../../../plugin/workflows/recognise.ts"

const names = (given: Partial<Names>): Names => ({
  dotted: undefined,
  plain: undefined,
  config: undefined,
  ...given,
})

describe("a project's generation", () => {
  test.each<[string, Partial<Names>, number | undefined]>([
    ["no folder", {}, undefined],
    ["a dotted folder with a product", { dotted: ["product/mission.md"] }, 1],
    ["a dotted folder with standards alone", { dotted: ["standards/code-style.md"] }, 1],
    [
      "an installer's config.yml",
      { plain: ["config.yml", "standards/global/x.md"], config: "version: 2.1.1\n" },
      2,
    ],
    [
      "a config.yml without a version",
      { plain: ["config.yml", "standards/global/x.md"], config: "profile: default" },
      2,
    ],
    [
      "specifications as the second writes them",
      { plain: ["specs/2025-10-01-login/planning/requirements.md"] },
      2,
    ],
    ["an index of the standards", { plain: ["standards/index.yml", "standards/api/errors.md"] }, 3],
    ["specifications with the time of day", { plain: ["specs/2026-01-20-0915-login/plan.md"] }, 3],
    ["a product alone", { plain: ["product/mission.md"] }, 3],
    ["a version that says so", { plain: ["standards/x.md"], config: 'version: "3.0"' }, 3],
    [
      "both folders, of which the newer counts",
      { dotted: ["product/mission.md"], plain: ["product/mission.md"] },
      3,
    ],
    ["a checkout of AgentOS itself", { plain: ["commands/plan-product.md", "README.md"] }, undefined],
    ["an empty folder", { dotted: [] }, undefined],
  ])("%s", (_what, given, generation) => {
    expect(recognise(names(given))?.generation as number | undefined).toBe(generation)
  })
})

test("specifications are named after the day, in the third generation after the minute", () => {
  const at = new Date(2026, 0, 5, 9, 7)
  expect(datePrefix(LAYOUTS[1], at)).toBe("2026-01-05-")
  expect(datePrefix(LAYOUTS[2], at)).toBe("2026-01-05-")
  expect(datePrefix(LAYOUTS[3], at)).toBe("2026-01-05-0907-")
})
