// Whatever an opencode.json looks like, `init` keeps its comments and values, changes nothing the second time, and what
// `uninstall` puts back is the file to the byte; edited meanwhile, only Ralex's own keys go.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import fc from "fast-check"
import { parse } from "jsonc-parser"
import { missingKeys } from "../../cli/install/fail-closed-keys.ts"
import { type InstallNote, makeNote } from "../../cli/install/install-note.ts"
import { planInit } from "../../cli/install/plan-init.ts"
import { planUninstall } from "../../cli/install/plan-uninstall.ts"
import { applyChange, type Change } from "../../cli/install/project-file.ts"
import { HANG_MS } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let project: string
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "ralex-edits-"))
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

/** Blanks, line ends and comments, as they may stand between any two tokens. */
const gap = (eol: string) =>
  fc
    .array(
      fc.constantFrom(
        "",
        " ",
        "\t",
        eol,
        `// a "note", {${eol}`,
        `// é ☃${eol}`,
        "/* , } */",
        `/*${eol} * two${eol} */`,
      ),
      { maxLength: 3 },
    )
    .map((parts) => parts.join(""))

/** The text of a value with gaps between its tokens, and sometimes a comma too many. */
function written(value: unknown, eol: string): fc.Arbitrary<string> {
  const space = gap(eol)
  const list = (open: string, close: string, items: fc.Arbitrary<string>[]) =>
    fc
      .tuple(space, fc.tuple(...items.map((item) => fc.tuple(item, space))), fc.boolean(), space)
      .map(([first, parts, trailing, last]) => {
        const comma = trailing && parts.length > 0 ? "," : ""
        return `${open}${first}${parts.map(([item, after]) => item + after).join(`,`)}${comma}${last}${close}`
      })
  if (Array.isArray(value))
    return list(
      "[",
      "]",
      value.map((item) => written(item, eol)),
    )
  if (typeof value !== "object" || value === null) return fc.constant(JSON.stringify(value))
  const entries = Object.entries(value).map(([key, inner]) =>
    fc
      .tuple(space, space, space, written(inner, eol))
      .map(([before, between, after, text]) => `${before}${JSON.stringify(key)}${between}:${after}${text}`),
  )
  return list("{", "}", entries)
}

const values = fc.record(
  {
    $schema: fc.constant("https://opencode.ai/config.json"),
    theme: fc.string({ unit: "grapheme" }),
    plugin: fc.array(fc.constantFrom("a@1", "./mine.ts", "opencode-other"), { maxLength: 3 }),
    provider: fc.constantFrom({}, { local: { npm: "x", models: {} } }),
    model: fc.constantFrom("openai/x", "ralex/smart"),
    small_model: fc.constant("ralex/cheap"),
    enabled_providers: fc.constantFrom(["ralex"], ["openai"]),
    mcp: fc.constant({ server: { type: "local", command: ["a", "b"] } }),
  },
  { requiredKeys: [] },
)

const files = fc
  .tuple(values, fc.constantFrom("\n", "\r\n"), fc.boolean(), fc.boolean())
  .chain(([value, eol, bom, ended]) =>
    fc.tuple(gap(eol), written(value, eol), gap(eol)).map(([before, text, after]) => ({
      value,
      text: `${bom ? "\uFEFF" : ""}${before}${text}${after}${ended ? eol : ""}`,
    })),
  )

const path = "opencode.jsonc"
const file = () => join(project, path)
const read = () => readFileSync(file(), "utf8")
const parsed = (text: string): Record<string, unknown> =>
  parse(text.replace(/^\uFEFF/, ""), [], { allowTrailingComma: true })
/** A formatter may indent their lines anew. */
const comments = (text: string) =>
  [...text.matchAll(/\/\/ (?:a "note", \{|é ☃)|\/\*[\s\S]*?\*\//g)].map(([comment]) =>
    comment.replaceAll(/\s+/g, " "),
  )

function startWith(text: string): void {
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project)
  writeFileSync(file(), text)
}

function init(): { changes: Change[]; note: InstallNote } {
  const origin = { kind: "elsewhere", version: "1.2.3" } as const
  const { changes } = planInit({
    project,
    origin,
    global: [],
    globalTui: [],
    bundles: undefined,
    ownBudgets: false,
  })
  const note = makeNote({ project, version: "1.2.3", at: new Date(0), changes, earlier: undefined })
  for (const change of changes) applyChange(project, change)
  return { changes, note }
}

function uninstall(note: InstallNote): void {
  for (const change of planUninstall(project, note).changes) applyChange(project, change)
}

test("init and uninstall, over files of every look", () => {
  fc.assert(
    fc.property(files, ({ text, value }) => {
      startWith(text)
      const { note } = init()
      const after = read()
      const { plugin = [], ...rest } = value
      expect(parsed(after)).toMatchObject(rest)
      expect(parsed(after).plugin).toEqual([...plugin, "opencode-ralex@1.2.3"])
      expect(comments(after)).toEqual(comments(text))
      expect(after.startsWith("\uFEFF")).toBe(text.startsWith("\uFEFF"))
      const kept = Object.keys(value)
      expect(
        missingKeys(parsed(after)).filter((key) => !kept.includes(key) && key !== "enabled_providers"),
      ).toEqual([])
      expect(init().changes).toEqual([])
      uninstall(note)
      expect(readFileSync(file())).toEqual(Buffer.from(text))
    }),
    { numRuns: 300 },
  )
})

test("edited meanwhile, it keeps the edit, every comment and all that was there", () => {
  fc.assert(
    fc.property(files, ({ text, value }) => {
      startWith(text)
      const { note } = init()
      const edited = `${read()}\n// mine\n`
      writeFileSync(file(), edited)
      uninstall(note)
      const left = read()
      expect(left).toEndWith("\n// mine\n")
      expect(comments(left)).toEqual(comments(text))
      expect(parsed(left)).toEqual({ $schema: "https://opencode.ai/config.json", ...value })
    }),
    { numRuns: 200 },
  )
})
