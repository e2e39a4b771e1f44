// The key of this machine's user: kept where it can be, and good for the process where it can not.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { machineKey } from "../../config/index.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ralex-key-"))
})
afterEach(() => rmSync(folder, { recursive: true }))

test("lies in a file that only its user reads", () => {
  const key = machineKey(join(folder, "data"), "key")
  const path = join(folder, "data", "key")
  expect(readFileSync(path, "utf8")).toBe(key)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(machineKey(join(folder, "data"), "key")).toBe(key)
})

test("holds for the process where its folder can not be made", () => {
  writeFileSync(join(folder, "file"), "")
  const key = machineKey(join(folder, "file", "data"), "key")
  expect(key).toHaveLength(43)
  expect(machineKey(join(folder, "file", "data"), "key")).toBe(key)
})
