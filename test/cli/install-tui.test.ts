// What init, uninstall and doctor do so that OpenCode's TUI shows Ralex: tui.json, and in a drop-in install one more file.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { join } from "node:path"
import { parse } from "jsonc-parser"
import { createSandbox, HANG_MS, packageRoot, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeEach(() => {
  sandbox = createSandbox()
})
afterEach(() => sandbox.remove())

const init = (...words: string[]) => sandbox.ralex(["init", "--yes", "--no-doctor", ...words])
const uninstall = () => sandbox.ralex(["uninstall", "--yes"])
const tui = (path = "tui.json") => parse(sandbox.read(path), [], { allowTrailingComma: true })
const FILE = ".opencode/plugin/tui/ralex-tui.js"
const MINE = '{\n\t// mine\n\t"theme": "nord",\n\t"plugin": ["./mine.tsx"],\n}\n'

/** The person's own file, which holds for every project. */
function writeGlobal(text: string): void {
  const folder = join(sandbox.home, ".config", "opencode")
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "tui.json"), text)
}

const finding = async () => {
  const { out } = await sandbox.ralex(["doctor", "--offline", "--json"])
  const { findings } = JSON.parse(out) as { findings: { id: string; level: string; fix: string | null }[] }
  return findings.find(({ id }) => id === "tui")
}

describe("init", () => {
  test("writes a tui.json that names the entry for the TUI, and shows it first", async () => {
    const { out } = await init()
    expect(out).toMatch(/^tui\.json \(new file\)\n\+ \$schema: .*\n\+ plugin: \["file:/m)
    expect(tui()).toEqual({
      $schema: "https://opencode.ai/tui.json",
      plugin: [expect.stringMatching(/^file:\/\/\/.*\/plugin\/tui\/index\.tsx$/)],
    })
  })

  test.each(["tui.json", "tui.jsonc", ".opencode/tui.json"])(
    "adds one line to the person's own %s, and uninstall takes it out to the byte",
    async (path) => {
      sandbox.write(path, MINE)
      const before = sandbox.snapshot()
      await init()
      expect(tui(path)).toMatchObject({ theme: "nord", plugin: ["./mine.tsx", expect.any(String)] })
      expect(sandbox.read(path)).toContain("\t// mine\n")
      const written = sandbox.snapshot()
      expect((await init()).out).toBe("")
      expect(sandbox.snapshot()).toEqual(written)
      await uninstall()
      expect(sandbox.snapshot()).toEqual(before)
    },
  )

  test("dropped in, the line names one self-contained file below .opencode", async () => {
    const before = sandbox.snapshot()
    expect((await init("--drop-in")).code).toBe(0)
    expect(tui().plugin).toEqual([`./${FILE}`])
    const brought = ["@opentui/solid/jsx-runtime", "solid-js"] // by OpenCode's TUI
    const foreign = new Bun.Transpiler({ loader: "js" })
      .scanImports(sandbox.read(FILE))
      .filter(({ path }) => !isBuiltin(path) && !path.startsWith("bun:") && !brought.includes(path))
    expect(foreign).toEqual([])
    // OpenCode's TUI finds what it brings by this text (OpenTUI's runtime plugin).
    for (const name of brought) expect(sandbox.read(FILE)).toMatch(new RegExp(`from\\s+"${name}"`))
    expect(sandbox.read(FILE)).not.toMatch(new RegExp(`from"(${brought.join("|")})"`))
    expect(sandbox.read(FILE)).not.toContain(packageRoot)
    await uninstall()
    expect(sandbox.snapshot()).toEqual(before)
  })

  test("dropped in beside .opencode/tui.json, the line is relative to that", async () => {
    sandbox.write(".opencode/tui.json", "{}\n")
    await init("--drop-in")
    expect(tui(".opencode/tui.json").plugin).toEqual(["./plugin/tui/ralex-tui.js"])
  })

  test("a line in the person's own tui.json is not repeated in the project", async () => {
    writeGlobal('{ "plugin": ["opencode-ralex@1"] }')
    await init()
    expect(Object.keys(sandbox.snapshot())).not.toContain("tui.json")
    expect(await finding()).toMatchObject({ level: "ok" })
  })

  test("a plugin key that is no list stays, is named, and the rest is set up", async () => {
    sandbox.write("tui.json", '{ "plugin": "x" }\n')
    const { code, err } = await init()
    expect(code).toBe(0)
    expect(err).toContain("plugin in tui.json is no list")
    expect(tui()).toEqual({ plugin: "x" })
  })

  test("a file of the person's in the place of the dropped-in one is not overwritten", async () => {
    sandbox.write(FILE, "mine\n")
    const { code, err } = await init("--drop-in")
    expect(code).toBe(0)
    expect(err).toContain(`${FILE} is not a file of Ralex's`)
    expect(sandbox.read(FILE)).toBe("mine\n")
    await uninstall()
    expect(sandbox.read(FILE)).toBe("mine\n")
  })

  test("a tui.json that is not JSON is left as it is, with its line in the sentence", async () => {
    sandbox.write("tui.json", '{\n  "plugin": \n}\n')
    const before = sandbox.snapshot()
    const { code, err } = await init()
    expect(code).toBe(2)
    expect(err).toContain("tui.json:3: this is not JSON")
    expect(sandbox.snapshot()).toEqual(before)
  })
})

describe("uninstall", () => {
  test("an edited tui.json loses only Ralex's line", async () => {
    await init()
    sandbox.write("tui.json", sandbox.read("tui.json").replace('"plugin"', '"theme": "nord",\n  "plugin"'))
    await uninstall()
    expect(tui()).toEqual({ $schema: "https://opencode.ai/tui.json", theme: "nord" })
  })

  test("in a fresh clone, without a note, the line and the dropped-in file go", async () => {
    await init("--drop-in")
    const { project } = sandbox
    const clone = createSandbox()
    for (const path of ["tui.json", FILE]) clone.write(path, sandbox.read(path))
    await clone.ralex(["uninstall", "--yes"])
    expect(project).not.toBe(clone.project)
    expect(parse(clone.read("tui.json"))).toEqual({ $schema: "https://opencode.ai/tui.json" })
    expect(Object.keys(clone.snapshot())).not.toContain(FILE)
    clone.remove()
  })
})

describe("doctor", () => {
  test("says whether the TUI shows Ralex; that it does not is no failure", async () => {
    expect(await finding()).toMatchObject({ level: "warn", fix: expect.stringContaining("ralex init") })
    await init()
    expect(await finding()).toMatchObject({ level: "ok" })
  })
})
