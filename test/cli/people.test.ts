// What people read: tables and lines on stdout, and how moments are written.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { readSince } from "../../cli/read-since.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"
import { seedLedger } from "./seed-ledger.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = createSandbox()
  await seedLedger(join(sandbox.data, "ledger.db"), new Date())
})
afterAll(() => sandbox.remove())

const shown: [words: string[], code: number, says: (string | RegExp)[]][] = [
  [
    ["report", "--by", "tier"],
    0,
    ["USD 0.0415", /^smart +2 +USD 0\.04/m, "1 blocked: core.git-reset-hard 1.", "USD 0.10 more is held"],
  ],
  [
    ["budget"],
    0,
    [
      /^daily +none +USD 0\.1415 +USD 0\.10 +- +USD 0\.\d+ +USD 0\.\d+ by .* 00:00 UTC +-$/m,
      "go on with free models",
    ],
  ],
  [
    ["log"],
    0,
    [
      /build +google\/gemini-3\.8-flash +cheap +USD 0\.0015 +1000>50 +0\.9s +simple classified, is short \(one\)\n/,
      /USD 0\.10 .* unreconciled, killed/,
      "core.git-reset-hard: it throws work away",
    ],
  ],
  [["check", "git status"], 0, [/^allow\n$/]],
  [["check", "rm -rf /"], 1, [/^(deny|ask) {2}[a-z]+\./, "instead: "]],
  [["classify", "thanks!"], 0, [/^simple -> cheap {2}\(\d+ % sure/]],
  [
    ["doctor", "--offline"],
    1,
    [
      "fail  key: There is no OpenRouter key.\n      Run `opencode auth login`",
      "warn  unsettled: 1 call has",
    ],
  ],
  [["--version"], 0, [/^1\.2\.3\n$/]],
  [["budget", "--help"], 0, ["[ACTION] [SCOPE] [USD]"]],
]

for (const [words, code, says] of shown) {
  test(`ralex ${words.join(" ")}`, async () => {
    const ran = await sandbox.ralex(words)
    expect(ran.code).toBe(code)
    for (const text of says) expect(stripVTControlCharacters(ran.out)).toMatch(text)
  })
}

test("--since takes hours, days, weeks and dates", () => {
  const now = new Date("2026-11-22T12:00:00Z")
  const read = (text: string) => readSince(text, now).toISOString()
  expect(read("24h")).toBe("2026-11-21T12:00:00.000Z")
  expect(read("7d")).toBe("2026-11-15T12:00:00.000Z")
  expect(read("2w")).toBe("2026-11-08T12:00:00.000Z")
  expect(read("2026-11-01")).toBe("2026-11-01T00:00:00.000Z")
  for (const wrong of ["", "7", "-7d", "7m", "2026-13-01", "d"])
    expect(() => read(wrong)).toThrow("--since is")
})

test("OpenCode's stored login is a key too, and a damaged store is none", async () => {
  const store = (text: string) => Bun.write(join(sandbox.home, ".local/share/opencode/auth.json"), text)
  const find = async () => (await sandbox.ralex(["doctor", "--offline"])).out
  await store('{"openrouter":{"type":"api","key":"sk-or-stored"}}')
  expect(await find()).toContain("key: The key is in OpenCode's own store.")
  await store("{")
  expect(await find()).toContain("There is no OpenRouter key.")
})
