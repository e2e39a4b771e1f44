// What of an entry is written: by level, without secrets, beside the call, and a log that can not be written stops nothing.
import { afterEach, describe, expect, spyOn, test } from "bun:test"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { finishBackground, readEntries } from "../../../ledger/index.ts"
import * as appending from "../../../ledger/request-log/append-rotating.ts"
import { writeEntry } from "../../../ledger/request-log/write-entry.ts"
import { sampleSecrets } from "../../provider/outbound/sample-secrets.ts"
import { callEntry, verdictEntry } from "./sample-entry.ts"
import { removeLoggers, sampleLogger } from "./sample-logger.ts"

afterEach(removeLoggers)

const content = () => ({ request: { messages: [{ role: "user", content: "rename it" }] } })
const github = sampleSecrets(5).find(({ name }) => name === "GitHub")?.secret ?? ""

describe("log", () => {
  test("off writes nothing", async () => {
    const { instance, folder } = sampleLogger({ log: "off" })
    writeEntry(callEntry(), instance, content)
    await finishBackground()
    expect(readEntries(folder, "")).toEqual([])
  })

  test("metadata, the default, has no content", async () => {
    const { instance, folder } = sampleLogger()
    writeEntry(callEntry(), instance, content)
    writeEntry(verdictEntry(), instance, () => ({ subject: "git reset --hard" }))
    await finishBackground()
    expect(readEntries(folder, "")).toEqual([callEntry(), verdictEntry()])
  })

  test("full has it", async () => {
    const { instance, folder } = sampleLogger({ log: "full" })
    writeEntry(callEntry(), instance, content)
    await finishBackground()
    expect(readEntries(folder, "call-1")).toEqual([{ ...callEntry(), ...content() }])
  })

  test("full leaves out what is more than a file may have, and says so", async () => {
    const { instance, folder, lines } = sampleLogger({
      log: "full",
      logging: { maxMegabytes: 1, files: 100 },
    })
    const messages = Array.from({ length: 20 }, (_, nth) => `${nth} ${"word ".repeat(200)}`)
    writeEntry(callEntry(), instance, () => ({ request: { messages } }))
    await finishBackground()
    expect(readEntries(folder, "")).toEqual([
      { ...callEntry(), leftOut: expect.stringContaining("more than a file may have") },
    ])
    expect(lines().join("")).not.toContain("word word")
  })
})

test("entries keep the order in which they were written", async () => {
  const { instance, folder } = sampleLogger({ log: "full" })
  for (let nth = 0; nth < 50; nth++) writeEntry(callEntry({ id: `call-${nth}` }), instance, content)
  await finishBackground()
  const ids = readEntries(folder, "").map((entry) => (entry.type === "call" ? entry.id : ""))
  expect(ids).toEqual(Array.from({ length: 50 }, (_, nth) => `call-${nth}`))
})

test("entries of a burst share their writes, and none is lost", async () => {
  const { instance, lines, told } = sampleLogger()
  const append = spyOn(appending, "appendRotating")
  for (let nth = 0; nth < 900; nth++) writeEntry(callEntry({ id: `call-${nth}` }), instance)
  await finishBackground(10_000)
  const writes = append.mock.calls.length
  append.mockRestore()
  expect(writes).toBeLessThan(90)
  expect(lines()).toHaveLength(900)
  expect(told).toEqual([])
})

test("a secret in any part of an entry is taken out, in a long text as well, each time", async () => {
  const { instance, lines } = sampleLogger({ log: "full" })
  const long = `${"a line of a long result\n".repeat(20_000)}${github}\n${"x".repeat(10)}`
  const atTheCut = `${"y".repeat(200_000 - 10)}${github} and on`
  for (let nth = 0; nth < 2; nth++)
    writeEntry(callEntry({ signals: [github], error: github, turn: github }), instance, () => ({
      request: {
        [github]: 1,
        messages: [long, atTheCut, { password: "short", argv: ["login", "--token", "abc123", "now"] }],
      },
    }))
  await finishBackground()
  expect(lines()).toHaveLength(2)
  const text = lines().join("\n")
  expect(text).not.toContain(github)
  expect(text).not.toContain(github.slice(0, 10))
  expect(text).not.toContain("short")
  expect(text).toContain('["login","--token","[redacted]","now"]')
})

describe("a log that can not be written", () => {
  test("is said once, and stops nothing", async () => {
    const { instance, folder, told } = sampleLogger()
    mkdirSync(dirname(folder), { recursive: true })
    writeFileSync(folder, "a file where the folder should be")
    for (let nth = 0; nth < 5; nth++) writeEntry(callEntry(), instance)
    await finishBackground()
    expect(told).toEqual([expect.stringMatching(/^Ralex can not write its request log in .*All calls go on/)])
  })

  test.skipIf(process.platform !== "linux")("for a full disk is said with that reason", async () => {
    const { instance, folder, told } = sampleLogger()
    mkdirSync(folder, { recursive: true })
    symlinkSync("/dev/full", join(folder, "requests.jsonl"))
    writeEntry(callEntry(), instance)
    writeEntry(callEntry(), instance)
    await finishBackground()
    expect(told).toEqual([expect.stringContaining(": the disk is full. All calls go on")])
  })
})

test("what a full disk tore is passed over, and what was joined to it is read", () => {
  const { folder } = sampleLogger()
  mkdirSync(folder, { recursive: true })
  const [one, two] = [callEntry({ id: "one" }), callEntry({ id: "two" })].map((entry) =>
    JSON.stringify(entry),
  )
  writeFileSync(join(folder, "requests.jsonl"), `${one}\n${one?.slice(0, 200)}${two}\n{"v":1,"at":"2026`)
  expect(readEntries(folder, "").map((entry) => (entry.type === "call" ? entry.id : ""))).toEqual([
    "one",
    "two",
  ])
})
