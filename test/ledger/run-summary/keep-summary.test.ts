// The file of the summary: written as things happen, beside what others write there, by several runs at once.
import { afterEach, expect, test } from "bun:test"
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { endSummary, finishBackground } from "../../../ledger/index.ts"
import { noteInSummary } from "../../../ledger/run-summary/keep-summary.ts"
import { withSection, writeSection } from "../../../ledger/run-summary/write-section.ts"
import { callEntry } from "../request-log/sample-entry.ts"
import { removeLoggers, sampleLogger } from "../request-log/sample-logger.ts"

afterEach(removeLoggers)

const BY_ITSELF = { exitCode: undefined, failed: false }

function runIn(root: string, run: string, path: string) {
  const { instance, told } = sampleLogger(
    {},
    { HOME: root, RALEX_SUMMARY: path, RALEX_LEDGER: "sqlite::memory:" },
  )
  return { instance: Object.assign(instance, { run }), told }
}

test("it is there after the first event, before any end", async () => {
  const { root } = sampleLogger()
  const path = join(root, "out", "summary.md")
  const { instance } = runIn(root, "run-1", path)
  noteInSummary(callEntry(), instance)
  await finishBackground()
  expect(readFileSync(path, "utf8")).toContain("| Ended | not yet")
  await endSummary(instance, { exitCode: 3, failed: false })
  const text = readFileSync(path, "utf8")
  expect(text).toContain("| Ended | exit 3, a budget stopped it")
  expect(text).not.toContain("not yet")
  expect(text.match(/## Ralex: run/g)).toHaveLength(1)
})

test("a run without a call has one, too; without RALEX_SUMMARY there is none", async () => {
  const { root } = sampleLogger()
  const path = join(root, "summary.md")
  await endSummary(runIn(root, "run-1", path).instance, BY_ITSELF)
  expect(readFileSync(path, "utf8")).toContain("| Calls | 0 |")
  const { instance } = sampleLogger({}, { HOME: root })
  noteInSummary(callEntry(), instance)
  await endSummary(instance, BY_ITSELF)
  expect(instance.summary).toBeUndefined()
})

test("what others wrote stays, and so do the file's mode and the sections of runs at the same time", async () => {
  const { root } = sampleLogger()
  const path = join(root, "summary.md")
  writeFileSync(path, "# The job\n\nbefore")
  chmodSync(path, 0o640)
  const runs = ["a", "b", "c", "d"].map((run) => runIn(root, run, path))
  for (let nth = 0; nth < 10; nth++)
    for (const { instance } of runs) noteInSummary(callEntry({ id: `call-${nth}` }), instance)
  await Promise.all(runs.map(({ instance }) => endSummary(instance, BY_ITSELF)))
  const text = readFileSync(path, "utf8")
  expect(text).toStartWith("# The job\n\nbefore\n")
  expect(text.match(/\| Calls \| 10 \|/g)).toHaveLength(4)
  expect(text.match(/by itself/g)).toHaveLength(4)
  expect(statSync(path).mode & 0o777).toBe(0o640)
  expect(readdirSync(root).filter((name) => name.endsWith(".tmp"))).toEqual([])
})

test("a lock that a killed process left holds nobody up for ever", async () => {
  const { root } = sampleLogger()
  const lock = join(root, "lock")
  mkdirSync(lock)
  utimesSync(lock, 0, 0)
  const path = join(root, "summary.md")
  await writeSection(path, { id: "run-1", text: "text\n" }, lock)
  expect(readFileSync(path, "utf8")).toContain("text")
})

test("a path that can not be written is said once, and stops nothing", async () => {
  const { root } = sampleLogger()
  const { instance, told } = runIn(root, "run-1", root)
  noteInSummary(callEntry(), instance)
  await finishBackground()
  noteInSummary(callEntry(), instance)
  await endSummary(instance, BY_ITSELF)
  expect(told).toEqual([expect.stringMatching(/^Ralex can not write the summary .*All calls go on\.$/)])
})

test("a section takes its own place, whatever stands around it", () => {
  const words = fc.string().map((text) => text.replaceAll("<!--", ""))
  fc.assert(
    fc.property(words, words, words, (before, first, second) => {
      const once = withSection(before, { id: "run", text: `${first}\n` })
      const other = withSection(once, { id: "other", text: "other\n" })
      const twice = withSection(other, { id: "run", text: `${second}\n` })
      expect(twice.startsWith(before)).toBe(true)
      expect(twice).toContain(`<!-- ralex run -->\n${second}\n<!-- /ralex run -->\n`)
      expect(twice).toContain("<!-- ralex other -->\nother\n<!-- /ralex other -->\n")
      expect(twice.match(/<!-- ralex run -->/g)).toHaveLength(1)
    }),
  )
})
