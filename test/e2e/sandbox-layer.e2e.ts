// The second layer in the real binary: commands run in a sandbox and look the same, a person's own permissions still
// match them, and where a sandbox is required and missing none runs.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { type Reply, script, steps, toolResults } from "../../simulator/index.ts"
import { bash } from "./replies.ts"
import { type Sandbox, sandbox, writeAt } from "./sandbox.ts"

const missing = ["bwrap", "socat", "rg"].filter((program) => Bun.which(program) === null)
if (missing.length > 0) console.log(`skipped without ${missing.join(", ")} on this machine: the sandbox`)
const describeSandbox = missing.length > 0 && process.env.RALEX_REQUIRE_ALL !== "1" ? describe.skip : describe

let box: Sandbox
let replies: Reply[] = []
beforeAll(async () => {
  const model = script((request) => steps([...replies, { text: "The run went on to its end." }])(request))
  const user = "safety: { sandbox: required }\n"
  box = await sandbox({ model, user, opencode: { permission: { bash: { "*": "allow", "curl *": "deny" } } } })
  writeAt(join(box.home, ".ssh", "id_rsa"), "-----BEGIN KEY----- for nobody\n")
  writeAt(join(box.project, "probe.sh"), 'echo in > "$1"; cat "$2"\n')
})
afterAll(() => box.stop())

async function attempt(actions: Reply[], env: Record<string, string> = {}): Promise<string[]> {
  replies = actions
  box.simulator.reset()
  const run = await box.run("do the work", { args: ["--title", "sandboxed", "--yolo"], env })
  expect(run.code).toBe(0)
  const last = box.simulator.requests().at(-1)
  return last ? toolResults(last.body).map((result) => result.output) : []
}

describeSandbox("with a sandbox", () => {
  test("a command works in the project, and does not get out of it by a program that the rules do not see through", async () => {
    const outside = join(box.home, "outside.txt")
    const answers = await attempt([
      bash("echo made > made.txt && cat made.txt && git status --short"),
      bash(`sh probe.sh ${outside} made.txt`),
      bash(
        "sh probe.sh made.txt ../home/.ssh/id_rsa; find / -name id_rsa -size +0 2>/dev/null | head -3; echo end",
      ),
      bash("sleep 0.1; exit 3"),
    ])
    expect(answers[0]).toContain("made")
    expect(answers[1]).toMatch(/read-only file system/i)
    expect(existsSync(outside)).toBe(false)
    expect(answers.join("\n")).not.toContain("for nobody")
    expect(readFileSync(join(box.project, "made.txt"), "utf8")).toBe("in\n")
  })

  test("what the person and the model read of a command is the command", async () => {
    await attempt([bash("echo plain")])
    const rows = await box.opencodeRows<{ data: string }>(
      "select data from part where data like '%echo plain%'",
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.map(({ data }) => data).join("")).not.toMatch(/bwrap|BASH_ENV|sandbox/i)
    expect(JSON.stringify(box.simulator.requests().at(-1)?.body.messages)).not.toMatch(/bwrap|BASH_ENV/)
  })

  test("the person's own deny still matches it, and nothing stays behind", async () => {
    const [answer] = await attempt([bash("curl http://127.0.0.1:9/x"), bash("echo after")])
    expect(answer).toContain("prevents you from using")
    const left = readdirSync(box.project).filter((name) =>
      /^\.(bashrc|gitconfig|zshrc|profile|mcp\.json)$/.test(name),
    )
    expect(left).toEqual([])
    const folder = join(box.data, "ralex", "sandbox")
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([])
  })
})

describe("where a sandbox is required and can not be had", () => {
  test("no command runs, the model reads why, other tools work", async () => {
    const bare = join(box.root, "bare")
    mkdirSync(bare, { recursive: true })
    for (const name of ["bash", "sh", "git", "node", "cat", "ls"]) {
      const path = Bun.which(name)
      if (path) symlinkSync(path, join(bare, name))
    }
    const answers = await attempt(
      [
        bash("echo hi"),
        { toolCalls: [{ name: "read", arguments: { filePath: join(box.project, "probe.sh") } }] },
      ],
      { PATH: bare },
    )
    expect(answers[0]).toMatch(/Ralex blocked this \(ralex\.no-sandbox\): .*bwrap/)
    expect(answers[1]).toContain("echo in")
  })
})
