// `ralex check` looks at the folder it stands in, or the row says, unless it is told not to; it changes nothing there.
import { afterEach, expect, test } from "bun:test"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { gitIn } from "../rules/state/scratch-repository.ts"
import { createSandbox, type Sandbox } from "./sandbox.ts"

const made: Sandbox[] = []
afterEach(() => {
  for (const it of made.splice(0)) it.remove()
})

/** a.ts is committed, b.ts changed since. */
function repository() {
  const it = createSandbox()
  made.push(it)
  rmSync(join(it.project, ".git"), { recursive: true })
  gitIn(it.project, ["init", "-q"], it.home)
  for (const name of ["a.ts", "b.ts"]) it.write(name, "x\n")
  gitIn(it.project, ["add", "."], it.home)
  gitIn(it.project, ["commit", "-qm", "first"], it.home)
  it.write("b.ts", "changed\n")
  const run = (words: string[], input?: string) =>
    it.ralex(words, { env: { PATH: process.env.PATH ?? "" }, ...(input === undefined ? {} : { input }) })
  return { it, run }
}

const discard = (name: string) => `git checkout -- ${name}`

test("a command is judged by what lies where it stands", async () => {
  const { it, run } = repository()
  const before = it.snapshot()
  const kept = await run(["check", "--json", discard("a.ts")])
  expect(JSON.parse(kept.out)).toMatchObject({
    verdict: "allow",
    because: expect.stringMatching("committed"),
  })
  const lost = await run(["check", discard("b.ts")])
  expect({ code: lost.code, out: lost.out }).toEqual({
    code: 1,
    out: expect.stringMatching(/It would lose 1 file with uncommitted changes: b\.ts\./),
  })
  expect(it.snapshot()).toEqual(before)
})

test("--state off judges without a look", async () => {
  const { run } = repository()
  for (const name of ["a.ts", "b.ts"]) {
    const { code, out } = await run(["check", "--state", "off", discard(name)])
    expect(code).toBe(1)
    expect(out).not.toContain("It would lose")
  }
  expect(await run(["check", "--state", "off", "rm b.ts"])).toMatchObject({ code: 0 })
})

test("a row is judged by its folder, and without one by none", async () => {
  const { it, run } = repository()
  const rows = [
    { id: 1, command: discard("a.ts"), cwd: it.project },
    { id: 2, command: discard("a.ts") },
    { id: 3, command: "rm b.ts", cwd: it.project },
    { id: 4, command: "rm b.ts" },
    { id: 5, tool: "bash", args: { command: "rm b.ts" }, cwd: it.project },
  ]
  const text = rows.map((row) => JSON.stringify(row)).join("\n")
  const verdicts = (out: string) =>
    out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).verdict)
  expect(verdicts((await run(["check", "--jsonl"], text)).out)).toEqual([
    "allow",
    "ask",
    "ask",
    "allow",
    "ask",
  ])
  expect(verdicts((await run(["check", "--jsonl", "--state", "off"], text)).out)).toEqual([
    "ask",
    "ask",
    "allow",
    "allow",
    "allow",
  ])
})
