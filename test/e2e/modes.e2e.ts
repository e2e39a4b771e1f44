// The modes in the real binary: in yolo nothing asks and the person's own "deny" stays, in guard OpenCode's asks stay as
// well; and the ledger tells what became of each call.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { openLedger, type VerdictRow } from "../../ledger/index.ts"
import { type Reply, script, steps, toolResults } from "../../simulator/index.ts"
import { bash, tool } from "./replies.ts"
import { type Sandbox, sandbox } from "./sandbox.ts"

let box: Sandbox
let replies: Reply[] = []

beforeAll(async () => {
  box = await sandbox({
    model: script((request) => steps([...replies, { text: "It is done." }])(request)),
    files: { "notes.txt": "a note\n", "locked/notes.txt": "a note\n", ".env.example.env": "COLOUR=blue\n" },
    opencode: {
      permission: {
        bash: { "*": "allow", "date *": "deny", "uname *": "ask" },
        // No `"*": "allow"`: OpenCode would take it as the person's word for the plan agent as well.
        edit: { "locked/*": "deny" },
      },
    },
  })
})
afterAll(() => box.stop())

const write = (path: string) => tool("write", { filePath: join(box.project, path), content: "made\n" })

interface Ran {
  code: number
  answers: string[]
  rows: VerdictRow[]
}

async function run(mode: string, actions: Reply[], args: string[] = []): Promise<Ran> {
  replies = actions
  box.simulator.reset()
  const since = new Date()
  const { code } = await box.run("do the work", {
    args: ["--title", "modes", ...args],
    env: { RALEX_MODE: mode },
  })
  const last = box.simulator.requests().at(-1)
  const ledger = await openLedger(box.ledger)
  const rows = await ledger.verdicts({ since })
  await ledger.close()
  return { code, answers: last ? toolResults(last.body).map(({ output }) => output) : [], rows }
}

const endsOf = ({ rows }: Ran) => rows.map(({ verdict, outcome, exitCode }) => [verdict, outcome, exitCode])

test.each([[[]], [["--yolo"]]])(
  "in yolo the person's deny stays, and their ask is answered, with %p",
  async (args) => {
    const ran = await run(
      "yolo",
      [
        bash("date -u"),
        bash("uname -s"),
        write("locked/new.txt"),
        write("new.txt"),
        bash("exit 3"),
        bash("rm -rf ~"),
      ],
      args,
    )
    expect(ran.code).toBe(0)
    expect(ran.answers[0]).toContain("specified a rule which prevents")
    expect(ran.answers[1]).toContain("Linux")
    expect(existsSync(join(box.project, "locked", "new.txt"))).toBe(false)
    expect(existsSync(join(box.project, "new.txt"))).toBe(true)
    expect(endsOf(ran)).toEqual([
      ["allow", "rejected", undefined],
      ["allow", "ran", 0],
      ["allow", "rejected", undefined],
      ["allow", "ran", undefined],
      ["allow", "ran", 3],
      ["deny", "blocked", undefined],
    ])
  },
)

test("in yolo OpenCode's own asks are Ralex's to answer: the same call again and again, files named .env", async () => {
  const ran = await run("yolo", [
    ...Array.from({ length: 4 }, () => bash("ls")),
    tool("read", { filePath: join(box.project, ".env.example.env") }),
    tool("read", { filePath: join(box.project, "missing.txt") }),
  ])
  expect(ran.code).toBe(0)
  expect(ran.answers).toHaveLength(6)
  for (const { verdict, outcome } of ran.rows.slice(0, 5))
    expect(outcome).toBe(verdict === "allow" ? "ran" : "blocked")
  expect(ran.rows[5]).toMatchObject({ outcome: "failed" })
})

test("in guard an ask is the person's, and a no to it is written down", async () => {
  const ran = await run("guard", [bash("echo before"), bash("uname -s")])
  expect(ran.code).toBe(5)
  expect(endsOf(ran)).toEqual([
    ["allow", "ran", 0],
    ["allow", "rejected", undefined],
  ])
})

test("in mode off nothing is judged", async () => {
  const ran = await run("off", [bash("git stash clear")])
  expect(ran.answers[0]).not.toContain("Ralex")
  expect(ran.rows).toEqual([])
})

test("in yolo the plan agent stays read-only", async () => {
  const ran = await run("yolo", [write("planned.txt"), bash("echo read")], ["--agent", "plan", "--yolo"])
  expect(existsSync(join(box.project, "planned.txt"))).toBe(false)
  expect(ran.answers.length).toBeGreaterThan(0)
})
