// `ralex ci`: a pull request's checkout made ready, and what a run blocked shown on the job's page.
import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { confirmChanges } from "../../cli/confirm-changes.ts"
import type { Context } from "../../cli/context.ts"
import { ciDocumentSchema, doctorDocumentSchema } from "../../cli/contract.ts"
import { readEnvironment } from "../../config/index.ts"
import { runDocument } from "../../ledger/run-summary/run-document.ts"
import { addEvent, newSummary } from "../../ledger/run-summary/run-summary.ts"
import { verdictEntry } from "../ledger/request-log/sample-entry.ts"
import { createSandbox, type Sandbox } from "./sandbox.ts"

let box: Sandbox
let base = ""

function git(...words: string[]): string {
  const named = ["-c", "user.name=a", "-c", "user.email=a@b.c", ...words]
  const ran = Bun.spawnSync(["git", ...named], { cwd: box.project, env: { PATH: process.env.PATH ?? "" } })
  if (!ran.success) throw new Error(ran.stderr.toString())
  return ran.stdout.toString().trim()
}

const plugin = JSON.stringify({ plugin: ["opencode-ralex"] })

beforeEach(() => {
  box = createSandbox()
  rmSync(join(box.project, ".git"), { recursive: true })
  git("init", "-q", "-b", "main")
  box.write("opencode.json", plugin)
  box.write("ralex.yaml", "budgets: { session: 1 }\n")
  git("add", "-A")
  git("commit", "-qm", "base")
  base = git("rev-parse", "HEAD")
})
afterEach(() => box.remove())

async function ci(env: Record<string, string>, ...words: string[]) {
  const { code, out, err } = await box.ralex(["ci", "--json", ...words], { env })
  return { code, err, document: out === "" ? undefined : ciDocumentSchema.parse(JSON.parse(out)) }
}

test("outside of a pull request nothing is put back", async () => {
  const { code, document } = await ci({ GITLAB_CI: "true" })
  expect({ code, document }).toMatchObject({ code: 0, document: { host: "gitlab", base: null, changed: [] } })
})

test("in a pull request what steers OpenCode and Ralex goes back to the base, the rest stays", async () => {
  box.write("opencode.json", "{}")
  box.write("ralex.yaml", "mode: off\n")
  box.write(".opencode/plugin/evil.ts", "x")
  box.write("src/index.ts", "work\n")
  git("add", "-A")
  git("commit", "-qm", "change")
  const changed = [".opencode/plugin/evil.ts", "opencode.json", "ralex.yaml"]
  const before = box.snapshot()
  expect(await ci({ RALEX_BASE: base }, "--check")).toMatchObject({
    code: 1,
    document: { changed, restored: [], findings: [{ id: "plugin" }] },
  })
  expect(box.snapshot()).toEqual(before)
  expect(await ci({ RALEX_BASE: base })).toMatchObject({
    code: 0,
    document: { base, changed, restored: changed, findings: [] },
  })
  expect(box.read("opencode.json")).toBe(plugin)
  expect(box.read("ralex.yaml")).toContain("session: 1")
  expect(box.read("src/index.ts")).toBe("work\n")
  expect(Object.keys(box.snapshot())).not.toContain(".opencode/plugin/evil.ts")
  expect((await ci({ RALEX_BASE: base }, "--check")).code).toBe(0)
})

test("without a base that can be read it fails, and says what to do", async () => {
  const gone = "0".repeat(40)
  expect(await ci({ RALEX_BASE: gone })).toMatchObject({
    code: 3,
    err: expect.stringContaining(`origin ${gone}`),
  })
  const unnamed = await ci({ CIRCLE_PULL_REQUEST: "https://ci.example/1" })
  expect(unnamed).toMatchObject({ code: 3, err: expect.stringContaining("RALEX_BASE") })
})

test("where OpenCode would run unguarded it says no", async () => {
  box.write("opencode.json", "{}")
  expect(await ci({})).toMatchObject({ code: 1, document: { findings: [{ id: "plugin", level: "fail" }] } })
})

test("in CI no command asks, also where the runner gives it a terminal", async () => {
  const confirm = () => Promise.reject(new Error("it asked"))
  const input = { isTerminal: true, confirm }
  const context = {
    input,
    print: () => {},
    environment: readEnvironment({ CI: "true" }),
  } as unknown as Context
  const request = { changes: [], question: "Write?", yes: false, dry: false }
  await expect(confirmChanges(context, request)).rejects.toThrow("run the command again with --yes")
})

test("doctor runs apiKeyCommand, and says why it printed no key", async () => {
  const found = async (command: string) => {
    mkdirSync(dirname(box.userConfig), { recursive: true })
    writeFileSync(box.userConfig, `apiKeyCommand: ${command}\n`)
    const { out } = await box.ralex(["doctor", "--offline", "--json"])
    return doctorDocumentSchema.parse(JSON.parse(out)).findings.find(({ id }) => id === "key")
  }
  expect(await found("echo sk-or-9")).toMatchObject({
    level: "ok",
    message: expect.stringContaining("apiKeyCommand"),
  })
  expect(await found("exit 7")).toMatchObject({
    level: "fail",
    message: expect.stringContaining("exit code 7"),
  })
})

describe("--annotate", () => {
  function leave(failOnBlock: boolean): string {
    const summary = newSummary("2026-11-28T11:00:00.000Z")
    for (let nth = 0; nth < 3; nth++) addEvent(summary, verdictEntry({ reason: "it is lost\n::add-mask::x" }))
    summary.end = { at: "2026-11-28T11:01:00.000Z", exitCode: failOnBlock ? 4 : undefined, failed: false }
    const told = { run: "run-1", project: "/p", standings: [], at: new Date(0), summary, failOnBlock }
    box.write("run.json", JSON.stringify(runDocument(told)))
    return "run.json"
  }

  test("says each block once, as GitHub understands it and so that it begins no command", async () => {
    const { code, out } = await box.ralex(["ci", "--annotate", leave(true)], {
      env: { GITHUB_ACTIONS: "true" },
    })
    expect({ code, out: out.split("\n") }).toEqual({
      code: 0,
      out: [
        "::error title=Ralex::Blocked bash (core.git-reset-hard): it is lost%0A::add-mask::x",
        "::error title=Ralex::The run ended with exit code 4: blocked",
        "",
      ],
    })
  })

  test("says plain lines elsewhere, and nothing of what is no summary", async () => {
    const { out } = await box.ralex(["ci", "--annotate", leave(false)])
    expect(out).toBe("Blocked bash (core.git-reset-hard): it is lost ::add-mask::x\n")
    expect(await box.ralex(["ci", "--annotate", "ralex.yaml"])).toMatchObject({ code: 2, out: "" })
  })
})
