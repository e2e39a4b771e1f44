// Which files count as written in this session, and what is read of them when one of them runs.
import { afterAll, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createWrittenScripts } from "../../plugin/written-scripts.ts"
import { type JudgeContext, judgeToolCall } from "../../rules/index.ts"
import { ruleContext } from "../rules/rule-context.ts"

const project = realpathSync(mkdtempSync(join(tmpdir(), "ralex-written-")))
afterAll(() => rmSync(project, { recursive: true }))

const bash = (command: string) => ({ tool: "bash", args: { command } })

function session() {
  const written = createWrittenScripts()
  const context: JudgeContext = { ...ruleContext, project, cwd: project, scriptAt: written.textAt }
  return { written, context, judge: (command: string) => judgeToolCall(bash(command), context) }
}

test.each([
  ["write", { filePath: "x.sh", content: "" }],
  ["write", { filePath: join(project, "x.sh"), content: "" }],
  ["edit", { filePath: "sub/../x.sh" }],
  ["apply_patch", { patchText: "*** Begin Patch\n*** Add File: x.sh\n+git reset --hard\n*** End Patch" }],
  ["bash", { command: "cat > x.sh <<'E'\ngit reset --hard\nE" }],
  ["bash", { command: "echo git reset --hard | tee x.sh" }],
  ["bash", { command: "cd sub && sed -i s/a/b/ ../x.sh" }],
])("a script of %s %j is judged when it runs", (tool, args) => {
  writeFileSync(join(project, "x.sh"), "git reset --hard\n")
  const { written, context, judge } = session()
  expect(judge("bash x.sh")).toEqual({ kind: "allow" })
  written.note({ tool, args }, context)
  expect(judge("bash x.sh")).toMatchObject({ rule: "git.reset-hard" })
  writeFileSync(join(project, "x.sh"), "ls\n")
  expect(judge("bash x.sh")).toEqual({ kind: "allow" })
})

test("what is no file, is gone or is too long is no riddle", () => {
  const { written, context, judge } = session()
  for (const name of ["folder", "gone", "long", "link"])
    written.note({ tool: "write", args: { filePath: name } }, context)
  mkdirSync(join(project, "folder"))
  writeFileSync(join(project, "long"), "ls\n".repeat(100_000))
  symlinkSync("/dev/zero", join(project, "link"))
  expect(judge("sh folder; sh gone; sh link")).toEqual({ kind: "allow" })
  expect(judge("sh long")).toMatchObject({ rule: "ralex.too-complex" })
})

test("only the last files are remembered", () => {
  writeFileSync(join(project, "first.sh"), "git reset --hard\n")
  const { written, context, judge } = session()
  written.note({ tool: "write", args: { filePath: "first.sh" } }, context)
  for (let number = 0; number < 2_000; number += 1)
    written.note({ tool: "write", args: { filePath: `other-${number}` } }, context)
  expect(judge("sh first.sh")).toEqual({ kind: "allow" })
})

test("a call that can not be judged writes nothing", () => {
  const { written, context } = session()
  written.note(bash("'"), context)
  written.note({ tool: "write", args: {} }, context)
  expect(written.textAt(join(project, "x.sh"))).toBeUndefined()
})
