// What the pages tell a person to write or type is understood: ralex.yaml, packs of rules, commands, variables.
import { expect, test } from "bun:test"
import type { ArgsDef } from "citty"
import { parse } from "yaml"
import { z } from "zod"
import { commands } from "../../cli/commands/index.ts"
import { knownVariables } from "../../config/known-variables.ts"
import { configSchema } from "../../config/schema.ts"
import { ownRuleSchema } from "../../rules/ruleset.ts"
import { codeBlocksOf, codeSpansOf, PAGES, readPage } from "./pages.ts"

/** The files of other programs, by a key that only they have. */
const FOREIGN = ["scrape_configs"]

const yamlBlocks = PAGES.flatMap((page) =>
  codeBlocksOf(page)
    .filter(({ lang }) => lang === "yaml")
    .map(({ text }) => ({ page, text })),
)

test.each(yamlBlocks)("$page: the YAML is read: $text", ({ text }) => {
  const value = parse(text)
  if (FOREIGN.some((key) => key in value)) return
  if (Array.isArray(value)) z.array(ownRuleSchema).parse(value)
  else configSchema.parse(value)
})

test("there are snippets to look at", () => {
  expect(yamlBlocks.length).toBeGreaterThan(10)
})

/** `ralex log --follow`, `npx opencode-ralex@0.1.0 init`, `node …/launcher.mjs init`, alone or within a line of a shell. */
const CALL = /(?:^|[\s;&|(])(?:ralex|npx opencode-ralex(?:@[\w.]+)?|node \S*launcher\.mjs) ([^#&|;)]*)/g

const calls = PAGES.flatMap((page) =>
  [
    ...codeSpansOf(page),
    ...codeBlocksOf(page)
      .filter(({ lang }) => lang !== "yaml")
      .flatMap(({ text }) => text.split("\n")),
  ].flatMap((line) => [...line.matchAll(CALL)].map(([, words = ""]) => ({ page, words: words.trim() }))),
)

test("every command that is shown exists, with its options", async () => {
  const wrong: string[] = []
  for (const { page, words } of calls) {
    const [name = "", ...rest] = words.replace(/'[^']*'|"[^"]*"/g, "text").split(/\s+/)
    if (/^(?:[A-Z]|…|--(?:help|version)$|$)/.test(name)) continue
    const load = Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : undefined
    const args = load && ((await load()).args as ArgsDef)
    const flags = rest.filter((word) => word.startsWith("--") && !["--", "--help"].includes(word))
    const unknown = flags.filter((flag) => !isKnown(flag, args ?? {}))
    if (args === undefined || unknown.length > 0) wrong.push(`${page}: ralex ${words}`)
  }
  expect(wrong).toEqual([])
  expect(calls.length).toBeGreaterThan(50)
})

function isKnown(flag: string, args: ArgsDef): boolean {
  const name = flag.replace(/^--/, "").replace(/=.*$/, "")
  const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return [name, camel, name.replace(/^no-/, "")].some((known) => known in args)
}

/** Of tests and benches, and a slip that a page shows. */
const OTHERS = ["RALEX_FUZZ", "RALEX_DIFFERENTIAL", "RALEX_DRIFT_STEPS", "RALEX_DATA", "RALEX_BUDGET_DAYLY"]

test("every variable that is named exists, and keys.md names every one", () => {
  const named = PAGES.flatMap((page) => readPage(page).match(/\bRALEX_[A-Z_]*[A-Z]\b/g) ?? [])
  const known = [...knownVariables, ...OTHERS]
  expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([])
  const keys = readPage("docs/keys.md")
  const short = (name: string) => name.replace("RALEX_BUDGET", "")
  expect(
    knownVariables.filter((name) => !keys.includes(`\`${name}\``) && !keys.includes(`\`${short(name)}\``)),
  ).toEqual([])
})
