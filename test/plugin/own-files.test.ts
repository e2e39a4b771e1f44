// Which files count as a session's own: those that its tool calls made, and no others.
import { afterEach, beforeEach, expect, test } from "bun:test"
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
  own.note("ses_1", call, context)
  const candidates = [...new Set([...made, "new.ts", "theirs.ts", "src/other.ts", "README.md"])]
  expect(candidates.filter((path) => own.isOwn("ses_1", join(project, path))).toSorted()).toEqual(
    made.toSorted(),
  )
  expect(made.filter((path) => own.isOwn("ses_2", join(project, path)))).toEqual([])
})

test("no more is remembered than a bound, the oldest first forgotten", () => {
  const own = new OwnFiles()
  for (let index = 0; index < 2_100; index++) own.note("ses_1", bash(`touch f${index}`), context)
  expect(own.isOwn("ses_1", join(project, "f0"))).toBe(false)
  expect(own.isOwn("ses_1", join(project, "f2099"))).toBe(true)
})
