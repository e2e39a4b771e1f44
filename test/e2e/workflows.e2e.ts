// AgentOS's commands in the real binary: each on its tier, leaving its files, bounded, and resumed from what stands there.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { join } from "node:path"
import { type Call, openLedger } from "../../ledger/index.ts"
import { type ChatRequest, type Reply, script, toolResults } from "../../simulator/index.ts"
import { bash, tool } from "./replies.ts"
import { CHECKOUT, type Sandbox, sandbox, writeAt } from "./sandbox.ts"

const PLUGIN = join(CHECKOUT, "plugin", "index.ts")
const STANDARD = "Every function has a doc comment."
const SPEC = ".agent-os/specs/2026-01-02-greet"
const TASKS = "- [ ] 1. Greet by name\n  - [ ] 1.1 Write the test\n  - [ ] 1.2 Build it\n"

let box: Sandbox
let folder = ""
beforeAll(async () => {
  box = await sandbox({
    model: script((request) => next(request)),
    files: { "CONTRIBUTING.md": "Commit with a sign-off.\n", "README.md": "A shop.\n" },
  })
  folder = box.project
  for (const [key, value] of [
    ["user.name", "Dev"],
    ["user.email", "dev@example.com"],
  ] as const)
    await box.spawn(["git", "config", key, value])
})
afterAll(() => box.stop())

/** All that the model was told, as one text. */
const toldIn = (request: ChatRequest) => JSON.stringify(request.messages)
const write = (path: string, content: string): Reply =>
  tool("write", { filePath: join(folder, path), content })

/** Does what the newest instructions say, as far as their own words go: the files that they list, the next box. */
function next(request: ChatRequest): Reply {
  const told = toldIn(request)
  const done = toolResults(request)
  const end: Reply = { text: "It is written." }
  if (told.includes("You run checks for somebody else"))
    return done.length === 0 ? bash("test -f greet.test.ts && echo PASSED") : { text: "All passed." }
  if (told.includes("# Carry out tasks")) return executing(told, done.length)
  if (told.includes("# Write a specification")) {
    const [, spec = ""] = /Its folder: `([^`]+)\/`/.exec(told) ?? []
    const files = ["spec.md", "spec-lite.md", "sub-specs/technical-spec.md", "tasks.md"]
    const file = files[done.length]
    return file ? write(`${spec}/${file}`, file === "tasks.md" ? TASKS : `# ${file}\n`) : end
  }
  const [, list = ""] = /Still to be written, in this order: (.*?)\.\\n/.exec(told) ?? []
  const files = [...list.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path)
  const file = files[done.length]
  return file ? write(file, "# Written\n\n- [ ] Greet by name: who comes is greeted\n") : end
}

function executing(told: string, done: number): Reply {
  const tasks = `${SPEC}/tasks.md`
  if (!told.includes("go on at 1.2")) {
    // Interrupted: the test is there and its box is checked, then the model stops.
    const steps = [
      write("greet.test.ts", "// the test\n"),
      write(tasks, TASKS.replace("[ ] 1.1", "[x] 1.1")),
      { text: "I have to stop here." },
    ]
    return steps[done] ?? { text: "I have to stop here." }
  }
  const check = { description: "check", prompt: "Run: test -f greet.test.ts", subagent_type: "ralex-check" }
  const steps = [
    write("greet.ts", "export const greet = (name: string) => name\n"),
    tool("task", check),
    write(tasks, TASKS.replaceAll("[ ]", "[x]")),
    bash("git checkout -q -b greet && git add -A && git commit -q -s -m 'Greet by name'"),
    { text: "Done and committed." },
  ]
  return steps[done] ?? { text: "Done and committed." }
}

async function run(command: string, words: string[] = [], cwd = folder) {
  folder = cwd
  box.simulator.reset()
  const before = (await rows()).length
  const opencode = join(CHECKOUT, "node_modules", ".bin", "opencode")
  const ran = await box.spawn([opencode, "run", "--title", "flow", "--command", command, ...words], { cwd })
  const calls = (await rows()).slice(before)
  const [first] = box.simulator.requests()
  return { ...ran, calls, told: first ? toldIn(first.body) : "" }
}

async function rows(): Promise<Call[]> {
  const ledger = await openLedger(box.ledger)
  const calls = await ledger.calls({})
  await ledger.close()
  return calls.toSorted((one, other) => one.startedAt.getTime() - other.startedAt.getTime())
}

const tiersOf = (calls: Call[]) => [...new Set(calls.map(({ tier }) => tier))]
const isThere = (path: string, cwd = folder) => Bun.file(join(cwd, path)).exists()

describe("in a new project", () => {
  test("/plan-product writes the product's files on the smart tier", async () => {
    const { code, calls, told } = await run("plan-product", ["a", "shop", "that", "greets"])
    expect(code).toBe(0)
    expect(told).toContain("/plan-product a shop that greets")
    for (const file of ["mission", "mission-lite", "tech-stack", "roadmap", "decisions"])
      expect(await isThere(`.agent-os/product/${file}.md`)).toBe(true)
    expect(calls[0]).toMatchObject({
      tier: "smart",
      cause: "workflow",
      signals: ["/plan-product goes to the smart tier"],
      modelUsed: "anthropic/claude-sonnet-5",
    })
    expect(tiersOf(calls)).toEqual(["smart"])
  })

  test("/create-spec takes the roadmap's next item, in a folder of today", async () => {
    const { code, calls } = await run("create-spec")
    expect(code).toBe(0)
    expect(tiersOf(calls)).toEqual(["smart"])
    const found = [
      ...new Bun.Glob(".agent-os/specs/*/**/*.md").scanSync({ cwd: folder, dot: true }),
    ].toSorted()
    expect(found.map((path) => path.replace(/\d{4}-\d\d-\d\d/, "DAY"))).toEqual(
      ["spec-lite.md", "spec.md", "sub-specs/technical-spec.md", "tasks.md"].map(
        (file) => `.agent-os/specs/DAY-greet-by-name/${file}`,
      ),
    )
  })

  test("a budget of the workflow stops it before it costs anything", async () => {
    const file = join(box.env.XDG_CONFIG_HOME ?? "", "ralex", "ralex.yaml")
    writeAt(file, "workflows: { budget: 0.00001 }\nbudgets: { onLimit: stop }\n")
    const { code, stderr, calls } = await run("create-spec", ["more"])
    writeAt(file, "workflows: { budget: 5 }\n")
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("Raise workflows.budget"),
    })
    expect(calls).toEqual([])
  })
})

describe("/execute-tasks", () => {
  test("begins the first task on the classifier's tier, and its boxes outlive the interruption", async () => {
    for (const file of ["spec.md", "spec-lite.md"]) writeAt(join(folder, SPEC, file), "# Greet\n")
    writeAt(join(folder, SPEC, "tasks.md"), TASKS)
    writeAt(join(folder, ".agent-os/standards/code-style.md"), `${STANDARD}\n`)
    const { code, calls, told } = await run("execute-tasks", ["greet"])
    expect(code).toBe(0)
    expect(calls[0]).toMatchObject({ cause: "classified", class: expect.any(String) })
    expect(told).toContain("Task 1: Greet by name")
    expect(told).toContain(STANDARD)
    expect(box.file(`${SPEC}/tasks.md`)).toContain("[x] 1.1")
  })

  test("goes on at the first open sub-task, has it checked on the cheap tier, and delivers as the project says", async () => {
    const { code, calls, told } = await run("execute-tasks")
    expect(code).toBe(0)
    expect(told).toContain("1.1 done, go on at 1.2")
    expect(told).toContain("Read first how this project does it: `CONTRIBUTING.md`")
    expect(calls.find(({ agent }) => agent === "ralex-check")).toMatchObject({ tier: "cheap" })
    expect(box.file(`${SPEC}/tasks.md`)).not.toContain("[ ]")
    const log = await box.spawn([
      "git",
      "log",
      "--format=%s %(trailers:key=Signed-off-by,valueonly)",
      "greet",
    ])
    expect(log.stdout).toContain("Greet by name")
  })
})

test("/analyze-product keeps to a third generation's folders, and a person's own command to their words", async () => {
  const other = join(box.root, "third")
  writeAt(join(other, "opencode.json"), JSON.stringify({ plugin: [PLUGIN] }))
  writeAt(join(other, "agent-os/standards/index.yml"), "root:\n  tech-stack:\n    description: Stack\n")
  writeAt(join(other, "agent-os/standards/tech-stack.md"), `${STANDARD}\n`)
  writeAt(join(other, ".opencode/command/create-spec.md"), "---\ndescription: Mine\n---\nMY OWN WORDS\n")
  await box.spawn(["git", "init", "-q"], { cwd: other })
  const analysed = await run("analyze-product", [], other)
  expect(analysed.code).toBe(0)
  expect(analysed.told).toContain(STANDARD)
  expect(analysed.told).toContain("generation 3")
  expect(tiersOf(analysed.calls)).toEqual(["smart"])
  const files = ["mission.md", "roadmap.md", "tech-stack.md"]
  expect([...new Bun.Glob("*").scanSync({ cwd: join(other, "agent-os/product") })].toSorted()).toEqual(files)
  expect(await isThere(".agent-os/product/mission.md", other)).toBe(false)

  const own = await run("create-spec", ["x"], other)
  expect(own.told).toContain("MY OWN WORDS")
  expect(own.told).not.toContain("# Write a specification")
  expect(own.calls.map(({ cause }) => cause)).not.toContain("workflow")
})
