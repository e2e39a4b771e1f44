// In the real binary: what loses nothing runs, what loses the person's work does not, and the model reads what it was.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type Reply, script, steps, toolResults } from "../../simulator/index.ts"
import { bash, tool } from "./replies.ts"
import { type Sandbox, sandbox, writeAt } from "./sandbox.ts"

let box: Sandbox
let replies: Reply[] = []

beforeAll(async () => {
  const model = script((request) => steps([...replies, { text: "The run went on to its end." }])(request))
  const files = { "a.ts": "a\n", "b.ts": "b\n", "src/c.ts": "c\n", ".gitignore": "node_modules/\n" }
  box = await sandbox({ model, files })
  git("init", "-q")
  git("add", ".")
  git("commit", "-qm", "first")
})
afterAll(() => box.stop())

function git(...args: string[]): void {
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.example", ...args], { cwd: box.project })
}

async function work(actions: Reply[]): Promise<string[]> {
  replies = actions
  box.simulator.reset()
  const run = await box.run("do the work", { args: ["--title", "work", "--yolo"] })
  expect(run).toMatchObject({ code: 0 })
  const last = box.simulator.requests().at(-1)
  return last ? toolResults(last.body).map(({ output }) => output) : []
}

const file = (name: string) => join(box.project, name)

/** A look takes at most 150 ms, and what it can not see in that time is blocked: a busy machine needs another try. */
const BUSY = { retry: 2 }

test(
  "discards and deletions go by what would be lost",
  async () => {
    git("checkout", "--", "src")
    writeAt(file("b.ts"), "an afternoon of work\n")
    writeAt(file("notes.md"), "more of it\n")
    writeAt(file("node_modules/x/index.js"), "x\n")
    const [clean, changed, whole, removed, built] = await work([
      bash("git checkout -- a.ts && echo done"),
      bash("git checkout -- b.ts"),
      bash("git reset --hard && git clean -fdx"),
      bash("rm -rf src notes.md"),
      bash("rm -rf node_modules src && echo done"),
    ])
    expect(clean).toContain("done")
    expect(changed).toContain("It would lose 1 file with uncommitted changes: b.ts.")
    expect(whole).toContain("It would lose 1 file with uncommitted changes: b.ts.")
    expect(removed).toContain("It would lose 1 file that is in no commit: notes.md.")
    expect(built).toContain("done")
    expect(readFileSync(file("b.ts"), "utf8")).toBe("an afternoon of work\n")
    expect(existsSync(file("notes.md"))).toBe(true)
    git("checkout", "--", "src")
  },
  BUSY,
)

test(
  "a session undoes what it did itself",
  async () => {
    const [, removed, , undone] = await work([
      tool("write", { filePath: file("mine.ts"), content: "x\n" }),
      bash("rm mine.ts && echo done"),
      bash("echo changed > a.ts"),
      bash("git checkout -- a.ts && echo done"),
    ])
    expect(removed).toContain("done")
    expect(undone).toContain("done")
    expect(readFileSync(file("a.ts"), "utf8")).toBe("a\n")
  },
  BUSY,
)
