// What the file system says of a project's files since a time, whoever changed them.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { changedSince } from "../../provider/changed-since.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ralex-changed-"))
  for (const each of ["src/deep", ".git", "node_modules", "coverage"])
    mkdirSync(join(folder, each), { recursive: true })
  for (const each of ["src/deep/a.ts", "src/b.ts", "old.txt", ".git/index"])
    writeFileSync(join(folder, each), "x")
  writeFileSync(join(folder, ".gitignore"), "coverage/\n*.log\n")
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** File systems stamp to the millisecond at best. */
async function afterwards(change: () => void) {
  await Bun.sleep(20)
  const since = Date.now()
  await Bun.sleep(20)
  change()
  return changedSince(folder, since)
}

const at = (path: string) => join(folder, path)

test.each([
  ["written", () => writeFileSync(at("src/deep/a.ts"), "y")],
  ["made", () => writeFileSync(at("new.txt"), "y")],
  ["deleted", () => rmSync(at("src/b.ts"))],
  ["deleted beside ignored ones", () => rmSync(at("old.txt"))],
  ["renamed", () => renameSync(at("src/b.ts"), at("src/c.ts"))],
])("a file that was %s is a change", async (_what, change) => {
  expect(await afterwards(change)).toBe("some")
})

test.each([
  ["nothing", () => {}],
  ["what git keeps", () => writeFileSync(at(".git/index"), "y")],
  ["installed packages", () => writeFileSync(at("node_modules/p.js"), "y")],
  ["what git ignores", () => writeFileSync(at("coverage/lcov"), "y")],
  ["a log that git ignores, and its first one", () => writeFileSync(at("src/run.log"), "y")],
  ["a cache that a test run makes", () => mkdirSync(at("src/__pycache__"))],
])("%s is none", async (_what, change) => {
  expect(await afterwards(change)).toBe("none")
})

test("a folder that leads in a circle is not followed", async () => {
  symlinkSync(folder, at("src/circle"))
  expect(await afterwards(() => {})).toBe("none")
})

test("what can not be seen through is not known", async () => {
  expect(await changedSince(at("gone"), 0)).toBe("unknown")
  const later = Date.now() + 60_000
  expect(await changedSince(folder, later, 20)).toBe("none")
  expect(await changedSince(folder, later, 5)).toBe("unknown")
})
