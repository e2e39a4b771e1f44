// What makes two tool calls the same action, and a code another one in each session and on each machine.
import { expect, test } from "bun:test"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readEnvironment } from "../../../config/index.ts"
import { hashAction, hashCode } from "../../../plugin/lift/permit-hash.ts"

const home = mkdtempSync(join(tmpdir(), "ralex-permit-"))
const machine = (name: string) => readEnvironment({ HOME: join(home, name) })
const here = machine("here")

const action = (args: Record<string, unknown>, given = {}) =>
  hashAction({ rootSession: "root", tool: "edit", directory: "/p", args, ...given }, here)

test("an action is the same in any order of its arguments, and no other", () => {
  const same = action({ a: "1", b: { c: [1, 2], d: null } })
  expect(action({ b: { d: null, c: [1, 2] }, a: "1" })).toBe(same)
  const others = [
    action({ a: 1, b: { c: [1, 2], d: null } }),
    action({ a: "1", b: { c: [2, 1], d: null } }),
    action({ a: "1", b: { c: [1, 2] } }),
    action({ a: "1", b: { c: [1, 2], d: null }, description: "x" }),
    action({ a: "1", b: { c: [1, 2], d: null } }, { tool: "write" }),
    action({ a: "1", b: { c: [1, 2], d: null } }, { directory: "/q" }),
    action({ a: "1", b: { c: [1, 2], d: null } }, { rootSession: "other" }),
  ]
  expect(new Set([same, ...others]).size).toBe(others.length + 1)
})

test("only how a model describes a command does not count", () => {
  const bash = (args: Record<string, unknown>) => action(args, { tool: "bash" })
  expect(bash({ command: "x", description: "a" })).toBe(bash({ command: "x", description: "b" }))
  expect(bash({ command: "x" })).not.toBe(bash({ command: "x", timeout: 1 }))
})

test("a code is another hash in each session and on each machine; its key is for its owner's eyes", () => {
  const hashes = [
    hashCode("AAAABBBB", "one", here),
    hashCode("AAAABBBB", "two", here),
    hashCode("AAAABBBB", "one", machine("there")),
  ]
  expect(new Set(hashes).size).toBe(3)
  expect(statSync(join(here.paths.data, "permits.key")).mode & 0o777).toBe(0o600)
  rmSync(home, { recursive: true })
})
