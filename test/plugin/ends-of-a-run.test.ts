// What a script reads of a run: its exit code, what was said on stderr, and what its commands can not see.
import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test"
import { readEnvironment, runtimeSlot, secretVariables } from "../../config/index.ts"
import { annotateBlock } from "../../plugin/annotate-block.ts"
import { exitCodeOf } from "../../plugin/exit-code.ts"
import { isRun } from "../../plugin/is-run.ts"
import { scrubShell } from "../../plugin/scrub-shell.ts"
import { tellPerson } from "../../plugin/tell-person.ts"
import { watchOutcome } from "../../plugin/watch-outcome.ts"
import { closeSamples, fakeClient, sample } from "./sample-opencode.ts"

const argv = process.argv
beforeEach(() => {
  process.argv = ["/bin/bun", "/opencode", "run", "--yolo", "fix it"]
})
afterEach(async () => {
  process.argv = argv
  await closeSamples()
})

test.each([
  [["run", "hello"], true],
  [["--print-logs", "run", "hello"], true],
  [["serve"], false],
  [[], false],
  [["auth", "run"], false],
])("opencode %j is a run: %p", (words, expected) =>
  expect(isRun(["bun", "opencode", ...words])).toBe(expected),
)

describe("the exit code", () => {
  const none = { budgetStopped: false, blocked: 0, rejected: false, failOnBlock: false }

  test.each([
    ["nothing happened", none, undefined],
    ["a budget stopped it", { ...none, budgetStopped: true }, 3],
    ["something was blocked, which is no failure by itself", { ...none, blocked: 2 }, undefined],
    ["something was blocked and ci.failOnBlock is on", { ...none, blocked: 1, failOnBlock: true }, 4],
    ["ci.failOnBlock is on and nothing was blocked", { ...none, failOnBlock: true }, undefined],
    ["a permission was rejected and nothing was done since", { ...none, rejected: true }, 5],
    [
      "all at once: the budget comes first",
      { budgetStopped: true, blocked: 1, rejected: true, failOnBlock: true },
      3,
    ],
    [
      "blocked and rejected: the block comes first",
      { ...none, blocked: 1, rejected: true, failOnBlock: true },
      4,
    ],
  ])("%s", async (_what, { budgetStopped, blocked, rejected, failOnBlock }, code) => {
    const { instance } = await sample({ ci: { failOnBlock } })
    instance.outcome = { budgetStopped, blocked }
    const outcome = { note: () => {}, rejected: () => rejected, failed: () => false }
    expect(exitCodeOf(instance, outcome)).toBe(code)
    process.argv = ["/bin/bun", "/opencode"]
    expect(exitCodeOf(instance, outcome)).toBeUndefined()
  })
})

test("an error of a session is one of the run, whatever came after it", () => {
  const outcome = watchOutcome()
  outcome.note({ type: "session.idle" })
  expect(outcome.failed()).toBe(false)
  outcome.note({ type: "session.error", properties: { sessionID: "ses_1" } })
  outcome.note({ type: "session.idle" })
  expect(outcome.failed()).toBe(true)
})

describe("a blocked action in CI", () => {
  const denial = (reason: string) => ({ kind: "deny", rule: "git.stash-clear", reason }) as const

  async function annotated(config: object, variables: Record<string, string>, reasons: string[]) {
    const said = spyOn(console, "error").mockImplementation(() => {})
    const { instance } = await sample({ ci: config })
    Object.assign(instance, { environment: readEnvironment({ HOME: "/h", ...variables }) })
    for (const reason of reasons) annotateBlock("bash", denial(reason), instance)
    const lines = said.mock.calls.map(([line]) => String(line))
    said.mockRestore()
    return lines
  }

  test.each<[object, Record<string, string>, RegExp | undefined]>([
    [{}, {}, undefined],
    [{}, { CI: "1" }, undefined],
    [
      {},
      { GITHUB_ACTIONS: "true" },
      /^::warning title=Ralex::Blocked bash \(git.stash-clear\): it is lost%0A::x$/,
    ],
    [{ failOnBlock: true }, { GITHUB_ACTIONS: "true" }, /^::error title=Ralex::/],
    [{ annotations: false }, { GITHUB_ACTIONS: "true" }, undefined],
    [{ enabled: false }, { GITHUB_ACTIONS: "true" }, undefined],
    // biome-ignore lint/suspicious/noControlCharactersInRegex: GitLab's colours are such
    [{}, { GITLAB_CI: "true" }, /^\u001B\[1;33mWARNING: Blocked bash .* ::x\u001B\[0m$/],
  ])("ci: %j with %j", async (config, variables, expected) => {
    const lines = await annotated(config, variables, ["it is lost\n::x", "it is lost\n::x"])
    expect(lines).toHaveLength(expected ? 1 : 0)
    if (expected) expect(lines[0]).toMatch(expected)
  })

  test("tells of ten at most", async () => {
    const reasons = Array.from({ length: 30 }, (_, nth) => `reason ${nth}`)
    expect(await annotated({}, { GITHUB_ACTIONS: "true" }, reasons)).toHaveLength(10)
  })
})

describe("what a run came to", () => {
  const rejected = { type: "permission.replied", properties: { reply: "reject" } }
  const part = (given: object) => ({ type: "message.part.updated", properties: { part: given } })
  const text = part({ type: "text" })
  const worked = part({ type: "tool", state: { status: "completed" } })
  const failed = part({ type: "tool", state: { status: "error" } })

  test.each<[string, unknown[], boolean]>([
    ["nothing", [], false],
    ["a rejected permission", [rejected], true],
    [
      "a rejected permission, as older versions say it",
      [{ ...rejected, properties: { response: "reject" } }],
      true,
    ],
    ["an allowed one", [{ ...rejected, properties: { reply: "once" } }], false],
    ["work after a rejected one", [rejected, worked], false],
    ["an answer after a rejected one", [rejected, text], false],
    ["a failed tool after a rejected one", [rejected, failed], true],
    ["work before a rejected one", [worked, text, rejected], true],
    [
      "events of no interest",
      [{ type: "session.idle" }, { type: "message.part.updated", properties: {} }],
      false,
    ],
  ])("%s", (_what, events, expected) => {
    const outcome = watchOutcome()
    for (const event of events) outcome.note(event)
    expect(outcome.rejected()).toBe(expected)
  })
})

describe("telling the person", () => {
  const [one, two] = [
    { level: "warning", text: "one" },
    { level: "error", text: "two" },
  ] as const

  test("on stderr of a run, each sentence once", () => {
    const said = spyOn(console, "error").mockImplementation(() => {})
    const fake = fakeClient()
    const tell = tellPerson(fake.client)
    for (const notice of [one, two, one, { ...one, level: "error" as const }]) tell(notice)
    const lines = said.mock.calls.map(([line]) => line)
    said.mockRestore()
    expect(lines).toEqual(["one", "two"])
    expect(fake.toasts).toEqual([])
  })

  test("and nothing in it is a command to the runner of a CI job", () => {
    const said = spyOn(console, "error").mockImplementation(() => {})
    tellPerson(fakeClient().client)({ level: "warning", text: "emptied mcp.a\n::add-mask::b" })
    expect(said.mock.calls).toEqual([["emptied mcp.a\n: :add-mask::b"]])
    said.mockRestore()
  })

  test("as a toast elsewhere, each sentence once, and a toast that fails breaks nothing", async () => {
    process.argv = ["/bin/bun", "/opencode"]
    const fake = fakeClient()
    const tell = tellPerson(fake.client)
    for (const notice of [one, two, one]) tell(notice)
    expect(fake.toasts).toEqual(["one", "two"])
    Object.assign(fake.client.tui, { showToast: () => Promise.reject(new Error("no TUI")) })
    tell({ level: "info", text: "three" })
    await Bun.sleep(0)
  })
})

describe("the environment of the model's commands", () => {
  test.each([...secretVariables])("%s is empty, whoever put it there", (name) => {
    const given = { env: { [name]: "secret", PATH: "/bin" } }
    scrubShell(given)
    expect(given.env).toEqual({ [name]: "", PATH: "/bin" })
    const before = process.env[name]
    process.env[name] = "secret"
    const inherited = { env: {} as Record<string, string> }
    scrubShell(inherited)
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
    expect(inherited.env[name]).toBe("")
  })

  test("the variable of an own upstream's key is empty, too", () => {
    runtimeSlot().upstreamKeys.set("CORP_KEY", "corp-0123456789")
    const given = { env: { CORP_KEY: "corp-0123456789", PATH: "/bin" } }
    scrubShell(given)
    runtimeSlot().upstreamKeys.clear()
    expect(given.env).toEqual({ CORP_KEY: "", PATH: "/bin" })
  })

  test("what opens a CI job's runner is empty, too", () => {
    const given = {
      env: { GITHUB_ENV: "/f", GITHUB_OUTPUT: "/o", ACTIONS_RUNTIME_TOKEN: "t", GITHUB_SHA: "a" },
    }
    scrubShell(given)
    const scrubbed = { GITHUB_ENV: "", GITHUB_OUTPUT: "", ACTIONS_RUNTIME_TOKEN: "", GITHUB_SHA: "a" }
    expect(given.env).toMatchObject(scrubbed)
  })

  test("nothing else is touched", () => {
    const given = { env: { OPENROUTER: "a", HOME: "/h" } }
    scrubShell(given)
    expect(given.env).toEqual({ OPENROUTER: "a", HOME: "/h" })
  })
})
