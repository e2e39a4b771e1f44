// A tool's result as a file stays there for as long as a process sends the path of it, however long that lives.
import { afterEach, expect, setSystemTime, test } from "bun:test"
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { keepResult } from "../../../provider/outbound/keep-result.ts"

const DAY_MS = 86_400_000
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
  setSystemTime()
})

function cacheFolder(): string {
  const cache = mkdtempSync(join(tmpdir(), "ralex-results-"))
  closers.push(() => rmSync(cache, { recursive: true, force: true }))
  return cache
}

test("what somebody else tidied away is there again when it is sent a day later", () => {
  const cache = cacheFolder()
  const path = keepResult("a long result", cache) ?? ""
  rmSync(path)
  setSystemTime(Date.now() + DAY_MS + 1)
  expect(keepResult("a long result", cache)).toBe(path)
  expect(readFileSync(path, "utf8")).toBe("a long result")
})

test("a process that lives on tidies each day", () => {
  const cache = cacheFolder()
  const old = join(dirname(keepResult("first", cache) ?? ""), "old.txt")
  writeFileSync(old, "nobody's any more")
  const longAgo = (Date.now() - 8 * DAY_MS) / 1000
  utimesSync(old, longAgo, longAgo)
  keepResult("second", cache)
  expect(existsSync(old)).toBe(true)
  setSystemTime(Date.now() + DAY_MS + 1)
  keepResult("third", cache)
  expect(existsSync(old)).toBe(false)
})
