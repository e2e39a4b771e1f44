// The package as docs/setup.md has people install it, from a registry that has only its tarball: each way brings the plugin
// into the real binary, from an empty directory, and what `init` did is undone to the byte.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import { parse } from "jsonc-parser"
import { openLedger } from "../../ledger/index.ts"
import manifest from "../../package.json" with { type: "json" }
import { hasTmux, openTerminal } from "../../scripts/terminal.ts"
import { leakyMachine } from "./leaky-machine.ts"
import { type LocalRegistry, startRegistry } from "./local-registry.ts"
import { CHECKOUT, KEY, type RunResult, type Sandbox, writeAt } from "./sandbox.ts"
import { treeOf } from "./tree-of.ts"
import { makeRelease, type Release } from "./ways-to-install.ts"

const OPENCODE = join(CHECKOUT, "node_modules", ".bin", "opencode")
const ASK = "fix the typo in README.md"

let release: Release
let registry: LocalRegistry
beforeAll(async () => {
  const box = await leakyMachine()
  release = await makeRelease(box)
  registry = startRegistry(release.tarball)
  await box.stop()
})
afterAll(async () => {
  await registry.stop()
  release.remove()
})

const machine = () =>
  leakyMachine({ env: { npm_config_registry: registry.url, npm_config_update_notifier: "false" } })

/** PATH of somebody who has Node, npm and OpenCode, and no Bun. */
const path = () => `${release.tools}:${dirname(Bun.which("node") ?? "")}:/usr/bin:/bin`

function npx(box: Sandbox, ...words: string[]): Promise<RunResult> {
  return box.spawn(["npx", "--yes", manifest.name, ...words], { env: { PATH: path() } })
}

/** Runs an agent. @returns the calls that are on record. */
async function work(box: Sandbox): Promise<{ code: number; routed: string[] }> {
  const { code } = await box.run(ASK, { args: ["--title", "work", "--model", "ralex/auto"] })
  const ledger = await openLedger(box.ledger)
  const calls = await ledger.calls({})
  await ledger.close()
  return { code, routed: calls.map(({ status, tier }) => `${status} ${tier}`) }
}

const worked = { code: 0, routed: ["settled cheap", "settled cheap"] }

async function unpack(box: Sandbox, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const { code } = await box.spawn(["tar", "-xzf", release.tarball, "--strip-components=1", "-C", folder])
  expect(code).toBe(0)
}

const config = (plugin: string) => `{\n  // mine\n  "plugin": ["${plugin}"]\n}\n`
const globalFolder = (box: Sandbox) => join(box.root, "config", "opencode")

const ways: [string, (box: Sandbox) => Promise<unknown>][] = [
  ["`opencode plugin`", (box) => box.spawn([OPENCODE, "plugin", manifest.name])],
  ["`opencode plugin --global`", (box) => box.spawn([OPENCODE, "plugin", "--global", manifest.name])],
  [
    "a path in opencode.json",
    async (box) => {
      await unpack(box, join(box.project, "vendor", "ralex"))
      writeAt(join(box.project, "opencode.jsonc"), config("./vendor/ralex/dist/ralex.js"))
    },
  ],
  [
    "a file dropped into OpenCode's own configuration",
    async (box) => {
      await unpack(box, join(box.root, "unpacked"))
      mkdirSync(join(globalFolder(box), "plugin"))
      cpSync(join(box.root, "unpacked", "dist", "drop-in.js"), join(globalFolder(box), "plugin", "ralex.js"))
    },
  ],
]

test.each(ways)("by %s, without init, calls are routed and on record", async (_name, install) => {
  const box = await machine()
  await install(box)
  const done = await work(box)
  await box.stop()
  expect(done).toEqual(worked)
})

describe("from an empty directory, with Node, npm and OpenCode", () => {
  let box: Sandbox
  let before: Record<string, string>
  beforeAll(async () => {
    box = await machine()
    before = treeOf(box.project)
  })
  afterAll(() => box.stop())

  test("`npx opencode-ralex init --yes` sets the project up, and doctor finds the plugin loaded", async () => {
    const { code, stderr } = await npx(box, "init", "--yes")
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("ralex doctor: ") })
    expect(stderr).not.toContain("fail  ")
    const { plugin } = parse(box.file("opencode.json"))
    expect(plugin).toEqual([`${manifest.name}@${manifest.version}`])
    const doctor = await npx(box, "doctor", "--json")
    const { findings } = JSON.parse(doctor.stdout) as { findings: { id: string; level: string }[] }
    const levels = Object.fromEntries(findings.map(({ id, level }) => [id, level]))
    expect(levels).toMatchObject({ opencode: "ok", loaded: "ok", merged: "ok", clock: "ok", offers: "ok" })
  })

  test("the first call is routed", async () => {
    expect(await work(box)).toEqual(worked)
    rmSync(join(box.project, "marker"))
  })

  test("`uninstall` leaves the directory byte for byte as it was", async () => {
    expect(await npx(box, "uninstall", "--yes")).toMatchObject({ code: 0 })
    expect(treeOf(box.project)).toEqual(before)
  })
})

const testTerminal = hasTmux || process.env.RALEX_REQUIRE_ALL === "1" ? test : test.skip

testTerminal(
  "at a terminal three questions lead to a routed call, and the key is in no file of the project",
  async () => {
    const box = await machine()
    const logins = join(box.data, "opencode", "auth.json")
    rmSync(logins)
    const before = treeOf(box.project)
    const init = `npx --yes ${manifest.name} init; echo "ended with $?"`
    const terminal = await openTerminal(box, `sh -c '${init}; exec sleep 600'`, {
      env: { PATH: path(), OPENROUTER_API_KEY: "" },
      rows: 60,
    })
    await terminal.until((screen) => screen.includes("Your OpenRouter key"))
    await terminal.type(KEY)
    await terminal.press("Enter")
    await terminal.until((screen) => screen.includes("Which models may it take?"))
    await terminal.press("Enter")
    await terminal.until((screen) => screen.includes("Write this into"))
    await terminal.press("Enter")
    const screen = await terminal.until((text) => /ended with \d/.test(text))
    await terminal.close()
    expect(screen).toContain("ended with 0")
    expect(screen).not.toContain(KEY)
    expect(JSON.parse(readFileSync(logins, "utf8"))).toEqual({ openrouter: { type: "api", key: KEY } })
    expect(statSync(logins).mode & 0o777).toBe(0o600)
    const written = ["opencode.json", "ralex.yaml", "tui.json"]
    expect(readdirSync(box.project)).toEqual(expect.arrayContaining(written))
    expect(written.filter((name) => box.file(name).includes(KEY))).toEqual([])
    const { code } = await box.run(ASK, { args: ["--title", "work"], env: { OPENROUTER_API_KEY: "" } })
    expect(code).toBe(0)
    rmSync(join(box.project, "marker"))
    expect(await npx(box, "uninstall", "--yes")).toMatchObject({ code: 0 })
    expect(treeOf(box.project)).toEqual(before)
    await box.stop()
  },
)
