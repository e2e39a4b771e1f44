// What `init` asks at a terminal: at most three questions, the last of which says yes; and where the key goes.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

const KEY = "sk-or-v1-abc"

let sandbox: Sandbox
let logins: string
beforeEach(() => {
  sandbox = createSandbox()
  logins = join(sandbox.home, ".local", "share", "opencode", "auth.json")
})
afterEach(() => sandbox.remove())

const init = (answers: (string | undefined)[], words: string[] = [], env: Record<string, string> = {}) =>
  sandbox.ralex(["init", "--no-doctor", ...words], { answers, env })
const questions = (err: string) => err.split("\n").filter((line) => line.startsWith("? "))
const stored = () => JSON.parse(readFileSync(logins, "utf8"))

test("key, profile and limits are asked, in three questions; the files say what was answered", async () => {
  const { code, out, err } = await init([KEY, "frugal", "low"])
  expect(code).toBe(0)
  expect(questions(err)).toHaveLength(3)
  expect(questions(err)[2]).toContain(`Write this into ${sandbox.project}?`)
  expect(out).toContain("+ profile: frugal")
  expect(sandbox.read("ralex.yaml")).toMatch(
    /^profile: frugal$[\s\S]*^ {2}session: 0\.5\n {2}daily: 1\n {2}onLimit/m,
  )
  expect(stored()).toEqual({ openrouter: { type: "api", key: KEY } })
  expect(statSync(logins).mode & 0o777).toBe(0o600)
  expect(err).toContain(`Key: found in OpenCode's own store, ${logins}.`)
  const everywhere = Object.values(sandbox.snapshot()).map((bytes) => Buffer.from(bytes, "base64").toString())
  expect([out, err, ...everywhere].filter((text) => text.includes(KEY))).toEqual([])
})

test("uninstall takes the project back to the byte, and leaves the login", async () => {
  const before = sandbox.snapshot()
  await init([KEY, "quality", "none"])
  expect(sandbox.read("ralex.yaml")).not.toContain("budgets")
  await sandbox.ralex(["uninstall", "--yes"])
  expect(sandbox.snapshot()).toEqual(before)
  expect(stored().openrouter.key).toBe(KEY)
})

test.each([
  ["at the key", [undefined]],
  ["at the profile", [KEY, undefined]],
  ["at the end", [KEY, "balanced", undefined]],
  ["with a no", [KEY, "balanced", "no"]],
])("broken off %s, nothing is written and no key is stored", async (_name, answers) => {
  const before = sandbox.snapshot()
  const { code, err } = await init(answers)
  expect(code).toBe(1)
  expect(err).toContain("Nothing was changed.")
  expect(sandbox.snapshot()).toEqual(before)
  expect(existsSync(logins)).toBe(false)
})

describe("what is known is not asked", () => {
  test("a key in the environment, a profile on the command line, limits of the person's own", async () => {
    mkdirSync(join(sandbox.userConfig, ".."), { recursive: true })
    writeFileSync(sandbox.userConfig, "budgets: { daily: 3 }\n")
    const env = { OPENROUTER_API_KEY: KEY }
    const { code, err } = await init(["yes"], ["--profile", "quality"], env)
    expect({ code, asked: questions(err).length }).toEqual({ code: 0, asked: 1 })
    expect(sandbox.read("ralex.yaml")).toMatch(/^profile: quality$/m)
    expect(sandbox.read("ralex.yaml")).not.toContain("budgets")
  })

  test("run again, nothing is asked and not one byte changes", async () => {
    await init([KEY, "balanced", "default"])
    const before = sandbox.snapshot()
    const { code, out, err } = await init([])
    expect({ code, out }).toEqual({ code: 0, out: "" })
    expect(err).toContain("set up already")
    expect(sandbox.snapshot()).toEqual(before)
  })

  test("run again without a key, only that is asked for", async () => {
    await init(["", "balanced", "default"])
    expect(existsSync(logins)).toBe(false)
    expect(questions((await init([KEY])).err)).toHaveLength(1)
    expect(stored().openrouter.key).toBe(KEY)
  })

  test("with --yes nothing is, and --profile of a ralex.yaml that is there is said", async () => {
    const { code, err } = await init([], ["--yes", "--profile", "frugal"])
    expect({ code, asked: questions(err) }).toEqual({ code: 0, asked: [] })
    expect(sandbox.read("ralex.yaml")).toMatch(/^profile: frugal$/m)
    expect((await init([], ["--yes", "--profile", "quality"])).err).toContain(
      "write `profile: quality` into it",
    )
  })
})

describe("OpenCode's store", () => {
  const write = (text: string) => {
    mkdirSync(join(logins, ".."), { recursive: true })
    writeFileSync(logins, text, { mode: 0o644 })
  }

  test("keeps its other logins, and is nobody else's to read from then on", async () => {
    const other = { anthropic: { type: "oauth", refresh: "r" } }
    write(JSON.stringify(other))
    await init([KEY, "balanced", "default"])
    expect(stored()).toEqual({ ...other, openrouter: { type: "api", key: KEY } })
    expect(statSync(logins).mode & 0o777).toBe(0o600)
  })

  test("that is a link stays one", async () => {
    const real = join(sandbox.home, "dotfiles.json")
    writeFileSync(real, "{}")
    mkdirSync(join(logins, ".."), { recursive: true })
    symlinkSync(real, logins)
    await init([KEY, "balanced", "default"])
    expect(JSON.parse(readFileSync(real, "utf8")).openrouter.key).toBe(KEY)
  })

  test("that is damaged stays as it is, and nothing is written", async () => {
    write("{ not JSON")
    const before = sandbox.snapshot()
    const { code, err } = await init([KEY, "balanced", "default"])
    expect(code).toBe(3)
    expect(err).toContain("opencode auth login")
    expect(readFileSync(logins, "utf8")).toBe("{ not JSON")
    expect(sandbox.snapshot()).toEqual(before)
  })
})
