// Verdicts of the plugin that depend on what lies on the disk, and on what the session made itself.
import { afterEach, expect, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { guardTool } from "../../plugin/guard-tool.ts"
import { gitIn } from "../rules/state/scratch-repository.ts"
import { closeSamples, type Sample, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

async function working(config: Parameters<typeof sample>[0] = {}) {
  const it = await sample(config)
  const { project, environment } = it.instance
  for (const path of [project, environment.paths.home]) mkdirSync(path, { recursive: true })
  gitIn(project, ["init", "-q"], environment.paths.home)
  writeFileSync(join(project, "a.ts"), "a\n")
  gitIn(project, ["add", "."], environment.paths.home)
  gitIn(project, ["commit", "-qm", "first"], environment.paths.home)
  writeFileSync(join(project, "notes.md"), "an afternoon of work\n")
  return { it, call: caller(it) }
}

function caller(it: Sample) {
  const guard = guardTool({
    instance: it.instance,
    sessions: it.sessions,
    directory: it.instance.project,
    serverUrl: new URL("http://127.0.0.1:4096"),
  })
  return async (tool: string, args: Record<string, unknown>, sessionID = "ses_1") => {
    try {
      await guard.before({ tool, sessionID, callID: crypto.randomUUID() }, { args })
      return "allowed"
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
}

const bash = (command: string): [string, Record<string, unknown>] => ["bash", { command }]

test("what loses nothing is allowed, and the reason is written down", async () => {
  const { it, call } = await working()
  expect(await call(...bash("git checkout -- a.ts"))).toBe("allowed")
  expect(await it.ledger.verdicts({})).toMatchObject([
    { verdict: "allow", rule: null, reason: "what it would overwrite is committed" },
  ])
})

test("what loses something is blocked, and the model reads what it was", async () => {
  const { it, call } = await working()
  for (const command of ["git clean -fd", "rm notes.md", "rm -rf ."])
    expect(await call(...bash(command))).toStartWith("Ralex blocked this")
  expect(await call(...bash("rm notes.md"))).toContain("It would lose 1 file that is in no commit: notes.md.")
  expect(it.instance.outcome.blocked).toBe(4)
})

test("a session may delete what it made itself, by whatever tool, and its subagents made", async () => {
  const { it, call } = await working()
  it.client.parents.set("ses_child", "ses_1")
  const { project } = it.instance
  const made: [string, Record<string, unknown>, string?][] = [
    ["write", { filePath: join(project, "by-tool.ts"), content: "x" }],
    [...bash("echo x > by-command.ts")],
    [...bash("touch by-child.ts"), "ses_child"],
  ]
  for (const [tool, args, session] of made) expect(await call(tool, args, session)).toBe("allowed")
  for (const name of ["by-tool.ts", "by-command.ts", "by-child.ts"]) {
    writeFileSync(join(project, name), "x\n")
    expect(await call(...bash(`rm ${name}`), "ses_other")).toStartWith("Ralex blocked")
    expect(await call(...bash(`rm ${name}`))).toBe("allowed")
  }
  expect(await call("write", { filePath: join(project, "notes.md"), content: "x" })).toBe("allowed")
  expect(await call(...bash("rm notes.md"))).toStartWith("Ralex blocked")
})

test("a person may have verdicts that look at nothing", async () => {
  const { call } = await working({ safety: { recoverable: false } })
  expect(await call(...bash("git checkout -- a.ts"))).toStartWith("Ralex blocked this")
  expect(await call(...bash("rm notes.md"))).toBe("allowed")
})
