// docs/troubleshooting.md has a row for each sentence with which Ralex says that something is wrong, and for no other.
import { expect, test } from "bun:test"
import { marked } from "marked"
import type { FailureKind } from "../../provider/failure.ts"
import { failureWords } from "../../provider/failure-words.ts"
import { saidSentences } from "../../scripts/said-sentences.ts"
import { noTrouble } from "./no-trouble.ts"
import { ROOT, readPage } from "./pages.ts"

const PAGE = "docs/troubleshooting.md"
const page = readPage(PAGE)
const listed = marked
  .lexer(page)
  .flatMap((token) => (token.type === "table" && token.header[0].text === "It says" ? token.rows : []))
  .flatMap(([cell]) => cell.text.split("<br>").map((sentence: string) => sentence.replaceAll("\\<", "<")))
const said = saidSentences(ROOT)
const excused = new Set(noTrouble)

test("every sentence about trouble is on the page", () => {
  const missing = said.filter(({ sentence }) => !listed.includes(sentence) && !excused.has(sentence))
  expect(missing).toEqual([])
})

test("the page and the list of other sentences hold nothing that Ralex does not say", () => {
  const known = new Set(said.map(({ sentence }) => sentence))
  expect([...listed, ...noTrouble].filter((sentence) => !known.has(sentence))).toEqual([])
})

test("no sentence is listed twice", () => {
  expect(
    listed.filter((sentence, index) => listed.indexOf(sentence) !== index || excused.has(sentence)),
  ).toEqual([])
})

test("the ways in which a model fails are on the page", () => {
  const kinds: Record<FailureKind, true> = {
    "rate-limited": true,
    overloaded: true,
    unreachable: true,
    unavailable: true,
    timeout: true,
    "context-overflow": true,
    "out-of-credit": true,
    "key-budget": true,
    "bad-key": true,
    moderated: true,
    refused: true,
    "model-gone": true,
    "bad-request": true,
    empty: true,
    malformed: true,
    "cut-off": true,
    aborted: true,
  }
  const words = Object.keys(kinds).map((kind) => failureWords({ kind: kind as FailureKind }))
  expect(words.filter((text) => !page.includes(text))).toEqual([])
})

test("the collector sees errors, helpers' sentences, constants, the launcher and doctor's findings", () => {
  const files = new Map(said.map(({ sentence, file }) => [sentence, file]))
  expect(files.get('ralex has no command "…"; it has ….')).toBe("cli/run-command-line.ts")
  expect(
    files.get("The rules failed while they judged this, so it is blocked. Write it in a simpler way."),
  ).toBe("rules/judge-executions.ts")
  expect(files.get("Nobody can lift it here.")).toBe("plugin/lift/lift-once.ts")
  expect(files.get("Ralex could not start … (…); reinstall Bun or OpenCode.")).toBe("cli/launcher.mjs")
  expect(files.get("No budget limits what can be spent in all.")).toBe("cli/doctor/check-config.ts")
})
