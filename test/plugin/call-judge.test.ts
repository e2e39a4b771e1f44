// Verdicts of the plugin that depend on what lies on the disk, and on what the session made itself.
import { afterEach, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
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
  return { it, ...caller(it) }
}

function caller(it: Sample) {
  const guard = guardTool({
    instance: it.instance,
    sessions: it.sessions,
    directory: it.instance.project,
    serverUrl: new URL("http://127.0.0.1:4096"),
  })
  let last = ""
  const call = async (tool: string, args: Record<string, unknown>, sessionID = "ses_1") => {
    last = crypto.randomUUID()
    try {
      await guard.before({ tool, sessionID, callID: last }, { args })
      return "allowed"
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  return { call, ended: () => guard.ended(last) }
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

test("a session may undo its own changes to a committed file, and not the person's", async () => {
  const { it, call, ended } = await working()
  const file = join(it.instance.project, "a.ts")
  expect(await call("edit", { filePath: file, oldString: "a", newString: "b" })).toBe("allowed")
  writeFileSync(file, "b\n")
  ended()
  expect(await call(...bash("git checkout -- a.ts"), "ses_other")).toStartWith("Ralex blocked")
  expect(await call(...bash("git checkout -- a.ts"))).toBe("allowed")
  writeFileSync(file, "b, and what the person wrote\n")
  expect(await call(...bash("git checkout -- a.ts"))).toContain("1 file with uncommitted changes: a.ts")
})

test("a person may have verdicts that look at nothing", async () => {
  const { call } = await working({ safety: { recoverable: false } })
  expect(await call(...bash("git checkout -- a.ts"))).toStartWith("Ralex blocked this")
  expect(await call(...bash("rm notes.md"))).toBe("allowed")
})

test("safety.allow and safety.deny decide, and a mistake in a rule blocks everything and is told once", async () => {
  const safety = { recoverable: false, deny: ["kubectl *"], allow: ["filesystem.outside /srv/cache*"] }
  const deny = await working({ safety })
  expect(await deny.call(...bash("sudo sh -c 'kubectl get x'"))).toContain("own.deny-1")
  expect(await deny.call(...bash("rm -rf /srv/cache"))).toBe("allowed")
  expect(await deny.call(...bash("rm -rf /srv/www"))).toContain("filesystem.outside")
  const { it, call } = await working({ safety: { rules: [{ id: "team.deploy", match: {} }] } })
  for (const [tool, args] of [bash("ls"), ["read", { filePath: "a.ts" }]] as const)
    expect(await call(tool, args)).toContain("ralex.broken-rules")
  expect(it.told.filter((text) => text.includes("team.deploy in safety.rules"))).toHaveLength(1)
})

test("no model writes to a pack of the person's own, wherever it lies", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "ralex-pack-")), "team.yaml")
  writeFileSync(file, "[]\n")
  const { call } = await working({ safety: { packs: ["self", "core", file] } })
  for (const command of [`echo > ${file}`, `cp a.ts ${file}`, `rm ${file}`, `sed -i s/a/b/ ${file}`])
    expect(await call(...bash(command))).toContain("(self.")
  expect(await call("write", { filePath: file, content: "[]" })).toContain("(self.")
  expect(await call(...bash("echo > a.ts"))).toBe("allowed")
  rmSync(dirname(file), { recursive: true })
})
