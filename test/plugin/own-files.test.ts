// Which files count as a session's own: those that its tool calls made, and no others.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { OwnFiles } from "../../plugin/own-files.ts"
import type { JudgeContext, ToolCall } from "../../rules/index.ts"
import { ruleContext } from "../rules/rule-context.ts"

let project = ""
let context: JudgeContext = ruleContext

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), "ralex-own-")))
  context = { ...ruleContext, project, cwd: project, temp: ["/nowhere"] }
  writeFileSync(join(project, "theirs.ts"), "x")
  mkdirSync(join(project, "src"))
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

const bash = (command: string): ToolCall => ({ tool: "bash", args: { command } })

test.each<[ToolCall, string[]]>([
  [{ tool: "write", args: { filePath: "new.ts", content: "" } }, ["new.ts"]],
  [{ tool: "write", args: { filePath: "theirs.ts", content: "" } }, []],
  [{ tool: "edit", args: { filePath: "src/new.ts" } }, ["src/new.ts"]],
  [
    { tool: "apply_patch", args: { patchText: "*** Begin Patch\n*** Add File: new.ts\n+x\n*** End Patch" } },
    ["new.ts"],
  ],
  [bash("echo x > new.ts"), ["new.ts"]],
  [bash("echo x > theirs.ts"), []],
  [bash("cat <<EOF > a.md\nx\nEOF\ntouch b.md"), ["a.md", "b.md"]],
  [bash("mkdir -p scratch/deep"), ["scratch/deep", "scratch/deep/any.ts"]],
  [bash("cd src && cp ../theirs.ts copy.ts"), ["src/copy.ts"]],
  [bash("git clone https://example.com/x.git clone"), ["clone/README.md"]],
  [bash("cargo new shop"), ["shop/src/main.rs"]],
  [bash("touch $NAME"), []],
  [bash("touch *.ts"), []],
  [bash("cat new.ts"), []],
  [bash("rm new.ts"), []],
  [bash("(((("), []],
])("%j", (call, made) => {
  const own = new OwnFiles()
  own.began("ses_1", "call_1", call, context)
  const candidates = [...new Set([...made, "new.ts", "theirs.ts", "src/other.ts", "README.md"])]
  expect(candidates.filter((path) => own.isMade("ses_1", join(project, path))).toSorted()).toEqual(
    made.toSorted(),
  )
  expect(made.filter((path) => own.isMade("ses_2", join(project, path)))).toEqual([])
})

test("no more is remembered than a bound, the oldest first forgotten", () => {
  const own = new OwnFiles()
  for (let index = 0; index < 2_100; index++)
    own.began("ses_1", `call_${index}`, bash(`touch f${index}`), context)
  expect(own.isMade("ses_1", join(project, "f0"))).toBe(false)
  expect(own.isMade("ses_1", join(project, "f2099"))).toBe(true)
})

/** As git names it. */
const hash = (content: string) =>
  createHash("sha1").update(`blob ${content.length}\0${content}`).digest("hex")

function edit(
  own: OwnFiles,
  content: string,
  call: ToolCall = { tool: "edit", args: { filePath: "theirs.ts" } },
) {
  own.began("ses_1", content, call, context)
  writeFileSync(join(project, "theirs.ts"), content)
  own.ended(content)
}

test("changes are a session's own as long as nobody else makes any", () => {
  const own = new OwnFiles()
  const path = join(project, "theirs.ts")
  const isOwn = (committed: string) => own.isOwnChange("ses_1", path, hash(committed))
  expect(isOwn("x")).toBe(false)
  edit(own, "first")
  edit(own, "second", bash("echo second > theirs.ts"))
  expect(isOwn("x")).toBe(true)
  expect(isOwn("first")).toBe(true) // what it committed meanwhile
  expect(isOwn("something else")).toBe(false)
  expect(own.isOwnChange("ses_2", path, hash("x"))).toBe(false)
  writeFileSync(path, "the person's")
  expect(isOwn("x")).toBe(false)
  edit(own, "third")
  expect(isOwn("x")).toBe(false)
  expect(isOwn("the person's")).toBe(true)
})

test("a file that was changed before the session came is not its own", () => {
  const own = new OwnFiles()
  writeFileSync(join(project, "theirs.ts"), "changed by hand")
  edit(own, "changed further")
  expect(own.isOwnChange("ses_1", join(project, "theirs.ts"), hash("x"))).toBe(false)
})

test("a call that has not ended yet leaves no change that would be its own", () => {
  const own = new OwnFiles()
  own.began("ses_1", "call", bash("sleep 9; echo y > theirs.ts"), context)
  writeFileSync(join(project, "theirs.ts"), "y")
  expect(own.isOwnChange("ses_1", join(project, "theirs.ts"), hash("x"))).toBe(false)
})
