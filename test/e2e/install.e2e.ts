// Set up by `ralex init` in each way, the real binary works; with the plugin broken, or with --pure, nothing does.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { openLedger } from "../../ledger/index.ts"
import { leakyMachine } from "./leaky-machine.ts"
import { type Sandbox, writeAt } from "./sandbox.ts"
import { treeOf } from "./tree-of.ts"
import { breakModule, fetched, makeRelease, type Release, ralex, ways } from "./ways-to-install.ts"

const ASK = "fix the typo in README.md"
const OPENROUTER = ["--model", "openrouter/google/gemini-3.8-flash"]
const NO_VARIABLE = { OPENROUTER_API_KEY: "" }

let release: Release
beforeAll(async () => {
  const box = await leakyMachine()
  release = await makeRelease(box)
  await box.stop()
})
afterAll(() => release.remove())

interface Done {
  code: number
  calls: number
  acted: boolean
  said: string
}

async function work(box: Sandbox, args: string[] = [], env: Record<string, string> = {}): Promise<Done> {
  const marker = join(box.project, "marker")
  box.simulator.reset()
  rmSync(marker, { force: true })
  const run = await box.run(ASK, { args: ["--title", "work", ...args], env })
  const acted = existsSync(marker)
  rmSync(marker, { force: true })
  return { code: run.code, calls: box.simulator.requests().length, acted, said: run.stdout + run.stderr }
}

const nothing = { code: 1, calls: 0, acted: false }

test("without Ralex the same machine's key is used and the model acts: a leak would be seen", async () => {
  const box = await leakyMachine()
  const done = await work(box, OPENROUTER, NO_VARIABLE)
  await box.stop()
  expect(done).toMatchObject({ code: 0, calls: 2, acted: true })
})

for (const way of ways) {
  describe(`${way.name}, set up by init through Node without Bun on PATH`, () => {
    let box: Sandbox
    beforeAll(async () => {
      box = await leakyMachine()
      const set = await way.install(box, release)
      expect(set).toMatchObject({ code: 0, stderr: expect.stringContaining("Fail-closed") })
    })
    afterAll(() => box.stop())

    test("healthy, it works and is on record", async () => {
      const done = await work(box)
      expect(done).toMatchObject({ code: 0, calls: 2, acted: true })
      const ledger = await openLedger(box.ledger)
      const rows = await ledger.calls({})
      await ledger.close()
      expect(rows).toHaveLength(2)
      expect(rows.every(({ status, project }) => status === "settled" && project === box.project)).toBe(true)
    })

    const closed: [string, string[], Record<string, string>][] = [
      ["by the default model, with the key in the environment", [], {}],
      ["by an OpenRouter model, with the key only in OpenCode's store", OPENROUTER, NO_VARIABLE],
    ]
    test.each(closed)("with a plugin that throws at load no call is made %s", async (_name, args, env) => {
      const mend = breakModule(way.plugin(box, release))
      const done = await work(box, args, env).finally(mend)
      expect(done).toMatchObject(nothing)
    })

    test.each(closed)("with --pure no call is made %s", async (_name, args, env) => {
      expect(await work(box, ["--pure", ...args], env)).toMatchObject(nothing)
    })

    test("where OpenCode can fetch the provider, that refuses with one sentence", async () => {
      await fetched(box, release)
      const done = await work(box, ["--pure"])
      expect(done).toMatchObject(nothing)
      expect(done.said).toContain("Ralex made no call: its plugin is not loaded in this OpenCode")
    })
  })
}

describe("a tsconfig.json that sends every import to a file of the project", () => {
  let box: Sandbox
  beforeEach(async () => {
    box = await leakyMachine()
    const evil = `import { writeFileSync } from "node:fs"\nwriteFileSync(${JSON.stringify(join(box.root, "evil"))}, "")\nexport {}\n`
    writeAt(join(box.project, "evil.ts"), evil)
    writeAt(
      join(box.project, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { paths: { "*": ["./evil.ts"] } } }),
    )
  })
  afterEach(() => box.stop())
  const evilRan = () => existsSync(join(box.root, "evil"))

  // The limit that docs/security.md names: OpenCode is Bun, and a stranger's repository runs code in it.
  test("OpenCode loads that file, without Ralex too", async () => {
    await work(box, OPENROUTER)
    expect(evilRan()).toBe(true)
  })

  test.each(ways)("with $name it is loaded in the plugin's place, and no call is made", async (way) => {
    expect(await way.install(box, release)).toMatchObject({ code: 0 })
    expect(evilRan()).toBe(false)
    expect(await work(box)).toMatchObject(nothing)
    expect(evilRan()).toBe(true)
  })

  test("ralex doctor says so, and loads nothing", async () => {
    const { checkout: root, tools } = release
    const doctor = await ralex(box, { root, tools, words: ["doctor", "--offline"] })
    expect(doctor.code).toBe(1)
    expect(doctor.stdout).toContain("tsconfig.json sends every import")
    expect(evilRan()).toBe(false)
  })
})

const AGENT = "---\ndescription: mine\nmode: subagent\n---\nBe brief.\n"
const COMMENTED = '{\n\t// mine, with tabs\n\t"username": "me", /* and this */\n\t"share": "disabled",\n}\n'
const projects: Record<string, Record<string, string>> = {
  "an empty git repository": {},
  "a project with a commented opencode.jsonc, its own ralex.yaml and its own .opencode": {
    "opencode.jsonc": COMMENTED,
    "ralex.yaml": "# ours\nbudgets: { session: 1 }\n",
    ".opencode/agent/mine.md": AGENT,
    ".opencode/plugin/mine.js": 'export default { id: "mine", server: async () => ({}) }\n',
  },
}

describe("init --drop-in, a run, and uninstall", () => {
  test.each(Object.keys(projects))("%s is byte for byte what it was", async (name) => {
    const box = await leakyMachine({ install: "cold", files: projects[name] ?? {} })
    const { checkout: root, tools } = release
    const before = treeOf(box.project)
    const set = await ralex(box, { root, tools, words: ["init", "--drop-in", "--yes"] })
    expect(set.code).toBe(0)
    expect(await work(box)).toMatchObject({ code: 0, calls: 2, acted: true })
    const during = treeOf(box.project)
    expect(Object.keys(during)).toContain(".opencode/plugin/ralex.js")
    const taken = await ralex(box, { root, tools, words: ["uninstall", "--yes"] })
    const after = treeOf(box.project)
    await box.stop()
    expect(taken.code).toBe(0)
    expect(after).toEqual(before)
  })
})
