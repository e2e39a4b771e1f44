// What doctor finds of OpenCode as it starts, of clock, key, offers, settings and files, and what --fix mends.
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test"
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type DoctorDocument, doctorDocumentSchema } from "../../cli/contract.ts"
import { checkCatalogue } from "../../cli/doctor/check-catalogue.ts"
import { problemsOf } from "../../cli/doctor/check-offers.ts"
import { configSchema } from "../../config/index.ts"
import { findModel, type OfferedModel, toolModels } from "../../ledger/index.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

const KEY = "sk-or-good"
const DAY_MS = 86_400_000

let upstream: Bun.Server<undefined>
let key: Record<string, unknown> = {}
let skewMs = 0
beforeAll(() => {
  upstream = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer })
})
afterAll(() => upstream.stop(true))

function answer({ url }: Request): Response {
  const headers = { date: new Date(Date.now() + skewMs).toUTCString() }
  if (!new URL(url).pathname.endsWith("/key")) return new Response("{}", { status: 404, headers })
  const used = { usage: 0, usage_daily: 0, usage_weekly: 0, usage_monthly: 0 }
  return Response.json({ data: { label: "k", limit: 10, limit_remaining: 9, ...used, ...key } }, { headers })
}

let sandbox: Sandbox
beforeEach(() => {
  sandbox = createSandbox()
  key = {}
  skewMs = 0
})
afterEach(() => sandbox.remove())

const init = () => sandbox.ralex(["init", "--yes", "--no-doctor"])
const asked = () => join(sandbox.root, "asked")

/** An OpenCode that says this as its merged configuration, and notes how it was asked. */
function opencode(merged: string): string {
  const file = join(sandbox.root, "merged.json")
  writeFileSync(file, merged)
  const note = `echo "$PWD $* key=$OPENROUTER_API_KEY bun=$BUN_BE_BUN" >> "${asked()}"`
  const script = `#!/bin/sh\nif [ "$1" != debug ]; then echo 1.18.33; exit 0; fi\n${note}\ncat "${file}"\n`
  return sandbox.program("opencode", script)
}

const whole = {
  model: "ralex/auto",
  small_model: "ralex/cheap",
  enabled_providers: ["ralex"],
  plugin: ["other@1", "file:///x/node_modules/opencode-ralex"],
  provider: { ralex: { npm: "file:///x/ralex.js" } },
}

type Finding = DoctorDocument["findings"][number]

async function doctor(words: string[], env: Record<string, string> = {}) {
  const PATH = `${opencode(env.MERGED ?? JSON.stringify(whole))}:/usr/bin:/bin`
  const ran = await sandbox.ralex(["doctor", "--json", ...words], {
    env: {
      RALEX_BASE_URL: `http://127.0.0.1:${upstream.port}/api/v1`,
      OPENROUTER_API_KEY: KEY,
      PATH,
      ...env,
    },
  })
  const { findings } = doctorDocumentSchema.parse(JSON.parse(ran.out))
  const of = (id: string): Finding | undefined => findings.find((finding) => finding.id === id)
  return { ...ran, findings, of }
}

describe("OpenCode as it starts in the project", () => {
  const online = (merged: unknown, words: string[] = [], env = {}) =>
    doctor(words, { MERGED: typeof merged === "string" ? merged : JSON.stringify(merged), ...env })

  test("is asked for its merged configuration, without a key, and not as a Bun", async () => {
    await init()
    const { of } = await online(whole, [], { BUN_BE_BUN: "1" })
    expect(of("loaded")).toMatchObject({
      level: "ok",
      message: expect.stringContaining("file:///x/ralex.js"),
    })
    expect(of("merged")).toMatchObject({ level: "ok" })
    expect(of("plugin-order")).toBeUndefined()
    expect(readFileSync(asked(), "utf8")).toBe(`${sandbox.project} debug config key= bun=\n`)
  })

  test.each([
    ["loaded", "fail", { ...whole, provider: { ralex: { npm: "opencode-ralex" } } }],
    ["loaded", "fail", { ...whole, provider: {} }],
    ["loaded", "fail", "no JSON"],
    ["merged", "warn", { ...whole, model: "openai/x" }],
    ["merged", "fail", { ...whole, disabled_providers: ["ralex"] }],
    ["plugin-order", "warn", { ...whole, plugin: ["opencode-ralex@1", ["other@1", {}]] }],
  ])("%s: %s, with a fix", async (id, level, merged) => {
    await init()
    const { of } = await online(merged)
    expect(of(id)).toMatchObject({ level, fix: expect.any(String) })
  })

  test("is not started offline", async () => {
    await init()
    await online(whole, ["--offline"])
    expect(existsSync(asked())).toBe(false)
  })

  const code: [string, () => void][] = [
    ["another plugin", () => sandbox.write(".opencode/opencode.json", '{ "plugin": ["evil@1"] }')],
    [
      "a plugin by path that bears Ralex's name",
      () => sandbox.write(".opencode/opencode.json", '{ "plugin": ["./opencode-ralex"] }'),
    ],
    ["a dropped file", () => sandbox.write(".opencode/plugins/evil.ts", "")],
    [
      "a dropped file of Ralex's name that init did not write",
      () => sandbox.write(".opencode/plugin/ralex.js", ""),
    ],
    [
      "imports that lead into the project",
      () => sandbox.write("tsconfig.json", '{"compilerOptions":{"paths":{"*":["./evil.ts"]}}}'),
    ],
  ]
  test.each(code)("is not started where it would run %s, but with --load", async (_name, write) => {
    await init()
    write()
    const { of } = await online(whole)
    expect(existsSync(asked())).toBe(false)
    expect(of("loaded")).toMatchObject({ level: "warn", fix: expect.stringContaining("--load") })
    expect((await online(whole, ["--load"])).of("loaded")).toMatchObject({ level: "ok" })
  })
})

test.each([
  [0, "ok"],
  [20_000, "ok"],
  [-120_000, "warn"],
  [120_000, "warn"],
  [3_600_000, "fail"],
])("a clock that is %p ms off is %s", async (ms, level) => {
  skewMs = ms
  expect((await doctor([])).of("clock")).toMatchObject({ level })
})

test.each([
  [{}, "ok"],
  [{ limit: null, limit_remaining: null }, "warn"],
  [{ limit_remaining: 0.2 }, "warn"],
  [{ limit_remaining: 0 }, "fail"],
  [{ limit_remaining: -1 }, "fail"],
  [{ is_free_tier: true }, "warn"],
  [{ is_management_key: true }, "fail"],
  [{ is_free_tier: null, is_management_key: "?" }, "ok"],
  [{ expires_at: new Date(Date.now() + 30 * DAY_MS).toISOString() }, "ok"],
  [{ expires_at: new Date(Date.now() + DAY_MS).toISOString() }, "warn"],
  [{ expires_at: new Date(Date.now() - DAY_MS).toISOString() }, "fail"],
])("a key with %j is %s, with a fix where it is not ok", async (says, level) => {
  key = says
  const found = (await doctor([])).of("upstream")
  expect(found).toMatchObject({ level, fix: level === "ok" ? null : expect.any(String) })
})

describe("what OpenRouter offers", () => {
  const config = configSchema.parse({ tiers: { cheap: ["google/gemini-3.8-flash", "openai/gpt-6-luna"] } })
  const all = (): OfferedModel[] =>
    toolModels().map(({ id, price }) => ({
      id,
      tools: true,
      price: { inputNano: price.inputNanoPerMillion, outputNano: price.outputNanoPerMillion },
    }))
  const [FIRST, SECOND] = ["google/gemini-3.8-flash", "openai/gpt-6-luna"] as const
  const problems = (offered: OfferedModel[]) =>
    problemsOf(offered, config).map(({ level, message }) => `${level} ${message}`)

  test("as the catalogue says it is no problem", () => {
    expect(findModel(FIRST)).toBeDefined()
    expect(problems(all())).toEqual([])
  })

  test("prices that hold now are fresh, however old the catalogue is", () => {
    const late = new Date(Date.now() + 1_000 * DAY_MS)
    const level = (confirmed: boolean) => checkCatalogue(config, late, confirmed)[0]?.level
    expect([level(false), level(true)]).toEqual(["warn", "ok"])
  })

  test("a model that is gone, can not call tools, or is dearer is named with its tier", () => {
    const changed = all()
      .filter(({ id }) => id !== FIRST)
      .map((model) => (model.id === SECOND ? { ...model, tools: false } : model))
    expect(problems(changed)).toEqual([
      `fail OpenRouter no longer offers ${FIRST} of tier cheap.`,
      `fail ${SECOND} of tier cheap can not call tools any more.`,
    ])
    const dearer = all().map((model) =>
      model.id === FIRST ? { ...model, price: { inputNano: 10n ** 15n, outputNano: 1n } } : model,
    )
    expect(problems(dearer)).toEqual([expect.stringContaining(`warn ${FIRST} of tier cheap is dearer`)])
    expect(problems(all().filter(({ id }) => id !== FIRST))[0]).toStartWith("warn")
  })
})

describe("settings that do not count", () => {
  test("of the person under the project's, and of both under plugin options and environment", async () => {
    mkdirSync(join(sandbox.userConfig, ".."), { recursive: true })
    writeFileSync(sandbox.userConfig, "profile: quality\ncalls: { attempts: 3 }\nmode: yolo\n")
    sandbox.write("ralex.yaml", "profile: frugal\n")
    sandbox.write("opencode.json", '{ "plugin": [["opencode-ralex@1", { "profile": "balanced" }]] }')
    const { findings } = await doctor(["--offline"], { RALEX_MODE: "guard" })
    const shadowed = findings.filter(({ id }) => id === "shadowed").map(({ message }) => message)
    expect(shadowed).toEqual([
      `profile in ${sandbox.userConfig} does not count here, since the plugin options in opencode.json says otherwise.`,
      `mode in ${sandbox.userConfig} does not count here, since RALEX_MODE says otherwise.`,
      `profile in ${join(sandbox.project, "ralex.yaml")} does not count here, since the plugin options in opencode.json says otherwise.`,
    ])
  })

  test("the same value twice hides nothing", async () => {
    mkdirSync(join(sandbox.userConfig, ".."), { recursive: true })
    writeFileSync(sandbox.userConfig, "mode: guard\n")
    expect((await doctor(["--offline"], { RALEX_MODE: "guard" })).of("shadowed")).toMatchObject({
      level: "ok",
    })
  })
})

describe("--fix", () => {
  test("takes others' rights to the ledger and the logins away", async () => {
    await doctor(["--offline"])
    const logins = join(sandbox.home, ".local", "share", "opencode", "auth.json")
    mkdirSync(join(logins, ".."), { recursive: true })
    writeFileSync(logins, "{}", { mode: 0o644 })
    const ledger = join(sandbox.data, "ledger.db")
    chmodSync(sandbox.data, 0o755)
    chmodSync(ledger, 0o644)
    expect((await doctor(["--offline"])).of("private")).toMatchObject({ level: "warn" })
    const { of, err } = await doctor(["--offline", "--fix"])
    expect(of("private")).toMatchObject({ level: "ok" })
    expect(err).toContain(`Took others' rights to ${logins} away.`)
    expect([sandbox.data, ledger, logins].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o700, 0o600, 0o600,
    ])
  })

  test("writes missing fail-closed keys again, which uninstall takes back; a person's value stays", async () => {
    const before = sandbox.snapshot()
    await init()
    const text = sandbox.read("opencode.json")
    sandbox.write("opencode.json", text.replace(/ {2}"model".*\n/, "").replace("ralex/cheap", "openai/x"))
    const { of, err } = await doctor(["--offline", "--fix"])
    expect(err).toContain("Wrote Ralex's missing keys into opencode.json again.")
    expect(sandbox.read("opencode.json")).toContain('"model": "ralex/auto"')
    expect(sandbox.read("opencode.json")).toContain('"small_model": "openai/x"')
    expect(of("fail-closed")?.message).toContain("small_model")
    sandbox.write("opencode.json", text)
    await sandbox.ralex(["uninstall", "--yes"])
    expect(sandbox.snapshot()).toEqual(before)
  })

  test("sets nothing up where init never ran, and leaves a broken file to its finding", async () => {
    const before = sandbox.snapshot()
    expect((await doctor(["--offline", "--fix"])).err).not.toContain("missing keys")
    expect(sandbox.snapshot()).toEqual(before)
    await init()
    sandbox.write("ralex.yaml", "nonsense: 1\n")
    expect((await doctor(["--offline", "--fix"])).of("config")).toMatchObject({ level: "fail" })
  })
})

test("init ends with what doctor finds, and the answer stays its own", async () => {
  const { code, err } = await sandbox.ralex(["init", "--yes"], {
    env: { PATH: `${opencode(JSON.stringify(whole))}:/usr/bin:/bin` },
  })
  expect(code).toBe(0)
  expect(err).toContain("fail  key: There is no OpenRouter key.")
  expect(err).toMatch(/ralex doctor: \d+ of \d+ checks are fine; the others are above\.\n$/)
  expect(err).not.toContain("ok    ")
})
