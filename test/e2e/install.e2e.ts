// Set up by `ralex init` in each way, the real binary works; with the plugin broken, or with --pure, nothing does.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { openLedger } from "../../ledger/index.ts"
import { skipInstall } from "../../scripts/throw-away-machine.ts"
import { steps } from "../../simulator/index.ts"
import { KEY, type Sandbox, type SandboxOptions, sandbox, writeAt } from "./sandbox.ts"
import { ask, serve } from "./serve.ts"
import { treeOf } from "./tree-of.ts"
import { breakModule, fetched, makeRelease, type Release, ralex, ways } from "./ways-to-install.ts"

const ASK = "fix the typo in README.md"
const OPENROUTER = ["--model", "openrouter/google/gemini-3.8-flash"]
const NO_VARIABLE = { OPENROUTER_API_KEY: "" }

/** What it tries first leaves a mark, harmless enough for the rules. */
const model = steps([
  { toolCalls: [{ name: "bash", arguments: { command: "touch marker", description: "work" } }] },
  { text: "The work is done." },
])

let release: Release
beforeAll(async () => {
  const box = await machine()
  release = await makeRelease(box)
  await box.stop()
})
afterAll(() => release.remove())

/** A project without OpenCode's config, and a key and an openrouter provider that an unguarded agent could use. */
async function machine(options: SandboxOptions = {}): Promise<Sandbox> {
  const box = await sandbox({ model, ...options })
  rmSync(join(box.project, "opencode.json"))
  const openrouter = { options: { baseURL: box.url } }
  const own = { $schema: "https://opencode.ai/config.json", provider: { openrouter } }
  writeAt(join(box.root, "config", "opencode", "opencode.json"), JSON.stringify(own))
  writeAt(join(box.data, "opencode", "auth.json"), JSON.stringify({ openrouter: { type: "api", key: KEY } }))
  return box
}

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
  const box = await machine()
  const done = await work(box, OPENROUTER, NO_VARIABLE)
  await box.stop()
  expect(done).toMatchObject({ code: 0, calls: 2, acted: true })
})

for (const way of ways) {
  describe(`${way.name}, set up by init through Node without Bun on PATH`, () => {
    let box: Sandbox
    beforeAll(async () => {
      box = await machine()
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
    box = await machine()
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
    await way.install(box, release)
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
    const box = await machine({ install: "cold", files: projects[name] ?? {} })
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

describe("opencode serve with three projects, one of whose plugins is broken", () => {
  let box: Sandbox
  let server: Bun.Subprocess
  let base: string
  const folder = (name: string) => join(box.root, name)
  const spied = () =>
    readFileSync(join(box.root, "nonces"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { directory: string; nonce: string | null })

  beforeAll(async () => {
    box = await machine()
    const { checkout: root, tools } = release
    await fetched(box, release)
    for (const name of ["first", "second", "broken"]) {
      const cwd = folder(name)
      writeAt(join(cwd, "README.md"), `# ${name}\n`)
      await box.spawn(["git", "init", "-q"], { cwd })
      await ralex(box, { root, tools, words: ["init", "--drop-in", "--yes"], cwd })
      // Loaded after ralex.js, by name; it sees what ralex.js put on the call.
      const spy = `import { appendFileSync } from "node:fs"
const note = (directory, nonce) => appendFileSync(${JSON.stringify(folder("nonces"))}, JSON.stringify({ directory, nonce: nonce ?? null }) + "\\n")
export default { id: "spy", server: async ({ directory }) => ({ "chat.headers": async (_call, { headers }) => note(directory, headers["x-ralex-nonce"]) }) }\n`
      writeAt(join(cwd, ".opencode", "plugin", "spy.js"), spy)
      skipInstall(join(cwd, ".opencode"))
    }
    breakModule(join(folder("broken"), ".opencode", "plugin", "ralex.js"))
    ;({ server, base } = await serve(box))
  })
  afterAll(async () => {
    server.kill()
    await server.exited
    await box.stop()
  })

  test("each healthy one answers with a nonce of its own, the broken one makes no call", async () => {
    const answers: Record<string, unknown> = {}
    for (const name of ["first", "broken", "second"]) {
      const before = box.simulator.requests().length
      const info = await ask(base, folder(name))
      const calls = box.simulator.requests().length - before
      answers[name] = { refused: info.error?.data?.message ?? null, calls }
    }
    const healthy = { refused: null, calls: 2 }
    const refused = expect.stringContaining("its plugin is not loaded in this OpenCode")
    expect(answers).toEqual({ first: healthy, second: healthy, broken: { refused, calls: 0 } })
    expect(["first", "second", "broken"].map((name) => existsSync(join(folder(name), "marker")))).toEqual([
      true,
      true,
      false,
    ])
    const nonces = (name: string) => [
      ...new Set(spied().flatMap(({ directory, nonce }) => (directory === folder(name) ? [nonce] : []))),
    ]
    expect(nonces("broken")).toEqual([null])
    expect(nonces("first")).toEqual([expect.any(String)])
    expect(nonces("second")).toEqual([expect.any(String)])
    expect(nonces("first")).not.toEqual(nonces("second"))
  })
})
