// init, trust and uninstall: fail-closed, nothing of the person's overwritten, and put back byte for byte.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { isBuiltin } from "node:module"
import { join } from "node:path"
import { parse } from "jsonc-parser"
import { trustDocumentSchema } from "../../cli/contract.ts"
import { hashOf, readTrusted } from "../../config/index.ts"
import { createSandbox, HANG_MS, packageRoot, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeEach(() => {
  sandbox = createSandbox()
})
afterEach(() => sandbox.remove())

const init = (...words: string[]) => sandbox.ralex(["init", "--yes", "--no-doctor", ...words])
const uninstall = () => sandbox.ralex(["uninstall", "--yes"])
const opencode = (path = "opencode.json") => parse(sandbox.read(path), [], { allowTrailingComma: true })
const trusted = () => Object.keys(readTrusted(join(sandbox.data, "trust.json")))

const withComments = `{
	// mine, with tabs
	"theme": "dark", /* and this */
	"plugin": ["some-other-plugin@1.0.0"],
	"provider": { "local": { "npm": "x" } },
}
`

describe("init", () => {
  test("shows each key on a line, says what it means, where the key comes from, and what comes next", async () => {
    sandbox.write("opencode.jsonc", withComments)
    const { out, err } = await init()
    expect(out).toMatch(/^opencode\.jsonc \(changed; comments and all else stay as they are\)\n/)
    expect(out).toContain('\n+ provider.ralex: {"npm":"opencode-ralex","models":{"auto":{},')
    expect(out).not.toContain("local")
    expect(err.split("\n").map((line) => line.split(":")[0])).toEqual(["Fail-closed", "Key", "Next", ""])
    expect(err).toContain("Key: none found; run `opencode auth login`")
    await uninstall()
    const found = await sandbox.ralex(["init", "--yes", "--no-doctor"], {
      env: { OPENROUTER_API_KEY: "sk-or-v1-x" },
    })
    expect(found.err).toContain("Key: found in the environment.")
    expect(found.err).not.toContain("sk-or")
  })

  test("the person's own disabled_providers is a conflict that it names", async () => {
    const global = join(sandbox.home, ".config", "opencode")
    mkdirSync(global, { recursive: true })
    writeFileSync(join(global, "opencode.jsonc"), '{ "disabled_providers": ["ralex"], "model": "openai/x" }')
    const { code, err } = await init()
    expect(code).toBe(1)
    expect(err).toMatch(
      /^disabled_providers in your opencode\.json names ralex.*\nThis project is not ready yet/,
    )
    const doctor = await sandbox.ralex(["doctor", "--offline"])
    expect(doctor.out).toContain("Take ralex out of disabled_providers")
  })

  test("a plugin line in the person's own opencode.json is not repeated in the project", async () => {
    const global = join(sandbox.home, ".config", "opencode")
    mkdirSync(global, { recursive: true })
    writeFileSync(join(global, "opencode.json"), '{ "plugin": ["opencode-ralex@1"] }')
    expect((await init()).code).toBe(0)
    expect(opencode().plugin).toBeUndefined()
    expect((await init("--drop-in")).code).toBe(2)
  })

  test("no path of this machine is in its ralex.yaml", async () => {
    await init()
    expect(sandbox.read("ralex.yaml")).not.toContain(packageRoot)
  })

  test("writes the fail-closed set and a ralex.yaml that it trusts", async () => {
    const { code } = await init()
    expect(code).toBe(0)
    const written = opencode()
    expect(written).toMatchObject({
      model: "ralex/auto",
      small_model: "ralex/cheap",
      enabled_providers: ["ralex"],
      provider: { ralex: { npm: "opencode-ralex" } },
    })
    expect(written.plugin).toEqual([expect.stringMatching(/^file:\/\/\/.*\/plugin\/index\.ts$/)])
    expect(Object.keys(written.provider.ralex.models)).toEqual(["auto", "free", "cheap", "smart", "premium"])
    expect(trusted()).toEqual([hashOf(sandbox.read("ralex.yaml"))])
  })

  test.each([
    [[], "yolo"],
    [["--mode", "guard"], "guard"],
    [["--mode", "yolo"], "yolo"],
  ])("with %p its ralex.yaml says mode: %s, and uninstall takes it back to the byte", async (words, mode) => {
    const before = sandbox.snapshot()
    expect((await init(...words)).code).toBe(0)
    expect(sandbox.read("ralex.yaml")).toMatch(new RegExp(`^mode: ${mode}$`, "m"))
    expect((await init(...words)).err).not.toContain("yourself")
    expect((await uninstall()).code).toBe(0)
    expect(sandbox.snapshot()).toEqual(before)
  })

  test("a ralex.yaml that is there keeps its mode, which is said", async () => {
    sandbox.write("ralex.yaml", "mode: yolo\n")
    const { err } = await init("--mode", "guard")
    expect(err).toContain("write `mode: guard` into it yourself")
    expect(sandbox.read("ralex.yaml")).toBe("mode: yolo\n")
    expect((await init("--mode", "off")).code).toBe(2)
  })

  test("its ralex.yaml is valid and in force", async () => {
    await init()
    const { out, err } = await sandbox.ralex(["budget", "--json"])
    const limits = JSON.parse(out).budgets.map((row: { scope: string; limitUsd: number }) => [
      row.scope,
      row.limitUsd,
    ])
    expect(Object.fromEntries(limits)).toMatchObject({ session: 2, daily: 5, weekly: null })
    expect(err).toBe("")
  })

  test("run again, it changes not one byte", async () => {
    await init()
    const [before, note] = [sandbox.snapshot(), readFileSync(join(sandbox.data, "trust.json"), "utf8")]
    const { code, out } = await init()
    expect({ code, out }).toEqual({ code: 0, out: "" })
    expect(sandbox.snapshot()).toEqual(before)
    expect(readFileSync(join(sandbox.data, "trust.json"), "utf8")).toBe(note)
  })

  test("keeps comments, other plugins and other providers", async () => {
    sandbox.write("opencode.jsonc", withComments)
    await init()
    const text = sandbox.read("opencode.jsonc")
    expect(text).toContain("\t// mine, with tabs\n")
    expect(text).toContain("/* and this */")
    const value = opencode("opencode.jsonc")
    expect(value.plugin).toHaveLength(2)
    expect(value.plugin[0]).toBe("some-other-plugin@1.0.0")
    expect(Object.keys(value.provider)).toEqual(["local", "ralex"])
    expect(existsSync(join(sandbox.project, "opencode.json"))).toBe(false)
  })

  test("a key of the person's stays, is named, and the answer is no", async () => {
    sandbox.write("opencode.json", '{ "model": "anthropic/claude-opus-5.5" }\n')
    const { code, err } = await init()
    expect(code).toBe(1)
    expect(err).toMatch(/^model is already set .* not fail-closed/)
    expect(opencode().model).toBe("anthropic/claude-opus-5.5")
    expect(opencode().enabled_providers).toBeUndefined() // else OpenCode would not find that model
  })

  test("a ralex.yaml that can not be read is neither trusted nor called set up", async () => {
    sandbox.write("ralex.yaml", "budgets: { dialy: 5 }\n")
    const { code, err } = await init()
    expect(code).toBe(2)
    expect(err).toContain("budgets.dialy is not a key of Ralex")
    expect((await sandbox.ralex(["trust"])).code).toBe(2)
    expect(existsSync(join(sandbox.project, "opencode.json"))).toBe(false)
  })

  test("a key in a file of lower precedence is not overruled from a higher one", async () => {
    sandbox.write("opencode.json", '{ "model": "openai/gpt-6-sol" }\n')
    sandbox.write(".opencode/opencode.json", "{}\n")
    const { code, err } = await init()
    expect(code).toBe(1)
    expect(err).toContain("model is already set")
    expect(opencode(".opencode/opencode.json").model).toBeUndefined()
  })

  test("without a terminal and without --yes nothing is written", async () => {
    const before = sandbox.snapshot()
    const { code, out, err } = await sandbox.ralex(["init"])
    expect(code).toBe(2)
    expect(out).toContain('\n+ model: "ralex/auto"\n')
    expect(err).toContain("--yes")
    expect(sandbox.snapshot()).toEqual(before)
    expect(existsSync(join(sandbox.data, "installs"))).toBe(false)
  })

  test("an escape sequence in the project's file can not hide what is shown", async () => {
    sandbox.write("opencode.json", '{ "plugin": ["a\u202e\u009b8m\\n+ model: 1"] }\n')
    const { out } = await sandbox.ralex(["init", "--print-only"])
    expect(out).toContain('\n- plugin: ["a??8m\\n+ model: 1"]\n')
    expect(out).not.toMatch(/[\u202e\u009b]/)
  })

  test("a config that is not UTF-8 is left as it is", async () => {
    writeFileSync(join(sandbox.project, "opencode.json"), Buffer.from('{ "theme": "caf\xe9" }', "latin1"))
    const before = sandbox.snapshot()
    const { code, err } = await init()
    expect(code).toBe(2)
    expect(err).toContain("opencode.json is not UTF-8")
    expect(sandbox.snapshot()).toEqual(before)
  })

  test("from a folder inside, it sets up the root of the repository", async () => {
    sandbox.write("deep/er/file", "")
    await sandbox.ralex(["init", "--yes", "--no-doctor"], { cwd: join(sandbox.project, "deep", "er") })
    expect(opencode().model).toBe("ralex/auto")
    expect(existsSync(join(sandbox.project, "deep", "er", "opencode.json"))).toBe(false)
  })

  test("a config that is not JSON is left as it is, with its line in the sentence", async () => {
    sandbox.write("opencode.json", '{\n  "model": \n}\n')
    const before = sandbox.snapshot()
    const { code, err } = await init()
    expect(code).toBe(2)
    expect(err).toContain("opencode.json:3: this is not JSON")
    expect(sandbox.snapshot()).toEqual(before)
  })

  for (const path of ["opencode.json", "ralex.yaml", ".opencode"]) {
    test(`it does not write through a symbolic link at ${path}`, async () => {
      const outside = join(sandbox.home, "outside")
      symlinkSync(outside, join(sandbox.project, path))
      const { code, err } = await init("--print-only")
      expect(code).toBe(3)
      expect(err).toContain("symbolic link")
      expect((await init()).code).toBe(3)
      expect(existsSync(outside)).toBe(false)
    })
  }
})

const projects: Record<string, () => void> = {
  "an empty one": () => {},
  "one with comments in opencode.jsonc": () => sandbox.write("opencode.jsonc", withComments),
  "one with Windows line ends": () => sandbox.write("opencode.json", '{\r\n  "theme": "dark"\r\n}\r\n'),
  "one without a last line end": () => sandbox.write("opencode.json", '{"theme":"dark"}'),
  "an empty config": () => sandbox.write("opencode.json", ""),
  "one with its own .opencode": () => {
    sandbox.write(".opencode/agent/mine.md", "# mine\n")
    sandbox.write(".opencode/plugin/mine.js", "export default {}\n")
  },
  "one with .opencode/opencode.json": () => sandbox.write(".opencode/opencode.json", '{ "theme": "dark" }\n'),
  "one with its own ralex.yaml": () => sandbox.write(".opencode/ralex.yaml", "budgets: { daily: 1 }\n"),
  "one with OpenCode's library": () => {
    sandbox.write(".opencode/node_modules/x/index.js", "1\n")
    sandbox.write(".opencode/package.json", '{"dependencies":{"@opencode-ai/plugin":"1.18.33"}}')
  },
}

/** What OpenCode 1.18 leaves in `.opencode` once it ran there. */
function openCodeRan(): void {
  mkdirSync(join(sandbox.project, ".opencode", "node_modules", "@opencode-ai"), { recursive: true })
  const files = {
    ".gitignore": "node_modules\npackage.json\npackage-lock.json\nbun.lock\n.gitignore",
    "package.json": '{\n  "dependencies": {\n    "@opencode-ai/plugin": "1.18.33"\n  }\n}',
    "package-lock.json": "{}",
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(sandbox.project, ".opencode", name)
    if (!existsSync(path)) writeFileSync(path, text)
  }
}

describe("init --drop-in", () => {
  const dropIn = ".opencode/plugin/ralex.js"

  test("writes one self-contained plugin and no plugin line; uninstall takes all of it back", async () => {
    const before = sandbox.snapshot()
    const { code, out } = await init("--drop-in")
    expect(code).toBe(0)
    expect(out).toMatch(/\.opencode\/plugin\/ralex\.js \(new file\): \d+ bytes\n/)
    expect(opencode().plugin).toBeUndefined()
    expect(opencode().enabled_providers).toEqual(["ralex"])
    const foreign = new Bun.Transpiler({ loader: "js" })
      .scanImports(sandbox.read(dropIn))
      .filter(({ path }) => !isBuiltin(path) && !path.startsWith("bun:"))
    expect(foreign).toEqual([])
    expect(sandbox.read(dropIn)).not.toContain(packageRoot)
    const written = sandbox.snapshot()
    expect((await init("--drop-in")).out).toBe("")
    expect((await init()).out).toBe("")
    expect(sandbox.snapshot()).toEqual(written)
    openCodeRan()
    await uninstall()
    expect(sandbox.snapshot()).toEqual(before)
  })

  test("is refused where the plugin is named already, since OpenCode would load both", async () => {
    await init()
    const { code, err } = await init("--drop-in")
    expect(code).toBe(2)
    expect(err).toContain("ralex uninstall")
  })

  test("a file of the person's at its place is not overwritten", async () => {
    sandbox.write(dropIn, "export default {}\n")
    const { code } = await init("--drop-in")
    expect(code).toBe(2)
    expect(sandbox.read(dropIn)).toBe("export default {}\n")
  })
})

describe("uninstall puts back byte for byte", () => {
  for (const [name, prepare] of Object.entries(projects)) {
    test(name, async () => {
      prepare()
      const before = sandbox.snapshot()
      expect((await init()).code).toBe(0)
      expect(sandbox.snapshot()).not.toEqual(before)
      expect((await uninstall()).code).toBe(0)
      expect(sandbox.snapshot()).toEqual(before)
      expect(trusted()).toEqual([])
    })
  }

  test("what OpenCode put into .opencode goes too, when it was not there before", async () => {
    sandbox.write(".opencode/agent/mine.md", "# mine\n")
    const before = sandbox.snapshot()
    await init()
    openCodeRan()
    const { code } = await uninstall()
    expect(code).toBe(0)
    expect(sandbox.snapshot()).toEqual(before)
  })

  test("and the folder itself, when it was not there", async () => {
    const before = sandbox.snapshot()
    await init()
    openCodeRan()
    await uninstall()
    expect(sandbox.snapshot()).toEqual(before)
  })
})

describe("uninstall leaves what a person did", () => {
  test("an edited config loses only Ralex's keys", async () => {
    await init()
    const edited = sandbox
      .read("opencode.json")
      .replace('"model":', '// chosen by me\n  "theme": "dark",\n  "model":')
    sandbox.write("opencode.json", edited)
    const { code, err } = await uninstall()
    expect(code).toBe(0)
    expect(err).toContain("opencode.json was edited since")
    expect(sandbox.read("opencode.json")).toContain("// chosen by me")
    expect(opencode()).toEqual({ $schema: "https://opencode.ai/config.json", theme: "dark" })
  })

  test("an edit between two runs of init is not undone", async () => {
    sandbox.write("opencode.json", '{ "theme": "dark" }\n')
    await init()
    const value = { ...opencode(), username: "me" }
    delete value.model
    sandbox.write("opencode.json", JSON.stringify(value, null, 2))
    await init()
    expect(opencode().model).toBe("ralex/auto")
    await uninstall()
    expect(opencode()).toEqual({ $schema: "https://opencode.ai/config.json", theme: "dark", username: "me" })
  })

  test("a model that the person chose since stays", async () => {
    await init()
    sandbox.write("opencode.json", sandbox.read("opencode.json").replace("ralex/auto", "openai/gpt-6-sol"))
    await uninstall()
    expect(opencode().model).toBe("openai/gpt-6-sol")
  })

  test("an edited ralex.yaml stays, untrusted", async () => {
    await init()
    sandbox.write("ralex.yaml", `${sandbox.read("ralex.yaml")}log: x\n`)
    const { err } = await uninstall()
    expect(err).toContain("ralex.yaml was edited since")
    expect(existsSync(join(sandbox.project, "ralex.yaml"))).toBe(true)
    expect(trusted()).toEqual([])
  })

  test("a package.json of the person's in .opencode stays with its modules", async () => {
    await init()
    sandbox.write(".opencode/package.json", '{"dependencies":{"left-pad":"1.3.0"}}')
    sandbox.write(".opencode/node_modules/left-pad/index.js", "1\n")
    await uninstall()
    expect(existsSync(join(sandbox.project, ".opencode", "node_modules", "left-pad"))).toBe(true)
  })

  test("a fresh clone, without a note, loses only Ralex's keys", async () => {
    sandbox.write("opencode.jsonc", withComments)
    await init()
    const other = createSandbox()
    for (const file of ["opencode.jsonc", "ralex.yaml"]) other.write(file, sandbox.read(file))
    const { code, err } = await other.ralex(["uninstall", "--yes"])
    expect(code).toBe(0)
    expect(err).toContain("ralex.yaml was not written by `ralex init` on this machine")
    expect(other.read("opencode.jsonc")).not.toContain("ralex")
    expect(other.read("opencode.jsonc")).toContain("some-other-plugin")
    other.remove()
  })

  test("where there is nothing of Ralex's it says so: no", async () => {
    sandbox.write("opencode.json", '{ "model": "x/y" }')
    const before = sandbox.snapshot()
    expect((await uninstall()).code).toBe(1)
    expect(sandbox.snapshot()).toEqual(before)
  })
})

describe("trust", () => {
  test("prints the hash of each file and of the plugin's options, and trusts them", async () => {
    sandbox.write("ralex.yaml", "mode: off\n")
    const options = { mode: "off", budgets: { daily: 9 } }
    sandbox.write(
      "opencode.json",
      JSON.stringify({
        plugin: [
          ["opencode-ralex@1", options],
          ["other", { a: 1 }],
        ],
      }),
    )
    const { code, out } = await sandbox.ralex(["trust", "--json"])
    expect(code).toBe(0)
    const { files } = trustDocumentSchema.parse(JSON.parse(out))
    expect(files.map(({ hash }) => hash)).toEqual([hashOf("mode: off\n"), hashOf(JSON.stringify(options))])
    expect(trusted().sort()).toEqual(files.map(({ hash }) => hash).sort())
    const again = trustDocumentSchema.parse(JSON.parse((await sandbox.ralex(["trust", "--json"])).out))
    expect(again.files.every((file) => file.wasTrusted)).toBe(true)
  })

  test("an edit ends the trust", async () => {
    sandbox.write("ralex.yaml", "mode: off\n")
    await sandbox.ralex(["trust"])
    expect((await sandbox.ralex(["classify", "hi"])).err).toBe("")
    sandbox.write("ralex.yaml", "mode: off # again\n")
    expect((await sandbox.ralex(["classify", "hi"])).err).toContain("ignores mode")
  })

  test("with nothing to trust the answer is no", async () => {
    expect((await sandbox.ralex(["trust"])).code).toBe(1)
  })
})
