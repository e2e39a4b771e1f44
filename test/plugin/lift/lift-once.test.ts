// A blocked call that a person may lift: the code goes to the person alone, and lets exactly that call pass, once.
import { afterEach, describe, expect, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { ralexAllow } from "../../../plugin/commands/ralex-allow.ts"
import { guardTool } from "../../../plugin/guard-tool.ts"
import { closeSamples, type Sample, sample } from "../sample-opencode.ts"

afterEach(closeSamples)

/** May be lifted. */
const ASK = "git push --force origin main"
/** May not. */
const DENY = "rm -rf ~"

type Args = Record<string, unknown>

async function scene(config: Parameters<typeof sample>[0] = {}, attended = true) {
  const it = await sample(config)
  mkdirSync(it.instance.project, { recursive: true })
  return { it, call: caller(it, attended) }
}

function caller(it: Sample, attended = true, directory = it.instance.project) {
  let calls = 0
  const guard = guardTool({
    instance: it.instance,
    sessions: it.sessions,
    directory,
    serverUrl: new URL("http://127.0.0.1:4096"),
    attended,
  })
  return (args: Args | string, session = "ses_1", tool = "bash"): Promise<string> =>
    guard
      .before(
        { tool, sessionID: session, callID: `${session}-${tool}-${++calls}` },
        { args: typeof args === "string" ? { command: args } : args },
      )
      .then(
        () => "allowed",
        (error: Error) => error.message,
      )
}

const codesIn = (it: Sample) => it.told.flatMap((text) => /\/ralex-allow (\S+)/.exec(text)?.[1] ?? [])
const allow = ({ instance }: Sample, words: string, rootSession = "ses_1", at = new Date()) =>
  ralexAllow.answer(words.split(" ").filter(Boolean), { instance, rootSession, at })

describe("the code of a blocked call", () => {
  test("is told to the person and not to the model, nor written anywhere", async () => {
    const { it, call } = await scene()
    const said = await call(ASK)
    const [code = "", ...more] = codesIn(it)
    expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    expect(more).toEqual([])
    expect(said).toMatch(/^Ralex blocked this \(.+\): .+ A person may lift this once, with \/ralex-allow/)
    for (const form of [code, code.replace("-", "")]) {
      expect(said).not.toContain(form)
      for (const file of readdirSync(it.root, { recursive: true, withFileTypes: true }))
        if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name)).includes(form)).toBe(false)
    }
    expect(it.told[0]).toContain(`bash: ${ASK}`)
  })

  test("lets exactly that pass, once; both rows tell", async () => {
    const { it, call } = await scene()
    await call(ASK)
    const [code = ""] = codesIn(it)
    expect(await allow(it, code.toLowerCase().replace("-", " "))).toMatch(
      /^Allowed once, until .+ UTC: `bash: git push/,
    )
    expect(await call({ command: ASK, description: "said in other words" })).toBe("allowed")
    expect(await call(ASK)).toStartWith("Ralex blocked this")
    const rows = await it.ledger.verdicts({})
    expect(rows.map(({ verdict, outcome, lifted }) => [verdict, outcome, lifted])).toEqual([
      ["ask", "lifted", undefined],
      ["allow", undefined, true],
      ["ask", "blocked", undefined],
    ])
    expect(rows[1]).toMatchObject({ subject: ASK, rule: rows[0]?.rule })
    expect(rows[0]?.evidence).toContain("git push")
    expect(it.instance.outcome.blocked).toBe(2)
    expect(codesIn(it)).toHaveLength(2)
    expect(await allow(it, code)).toContain("no code of this session")
  })

  test("holds for a subagent of the session, whoever of them asked", async () => {
    const { it, call } = await scene()
    it.client.parents.set("ses_child", "ses_1")
    await call(ASK, "ses_child")
    await allow(it, codesIn(it)[0] ?? "")
    expect(await call(ASK)).toBe("allowed")
  })

  test.each<[string, Args, string?, string?]>([
    ["another blank", { command: `${ASK} ` }],
    ["another branch", { command: "git push --force origin dev" }],
    ["something behind it", { command: `${ASK} && git clean -fdx` }],
    ["another folder", { command: ASK, workdir: "sub" }],
    ["another argument", { command: ASK, timeout: 5 }],
    ["another session", { command: ASK }, "ses_2"],
    ["another tool", { command: ASK }, "ses_1", "shell"],
    ["a tool of an MCP server", { command: ASK }, "ses_1", "other_run"],
  ])("is not for %s", async (_, args, session, tool) => {
    const { it, call } = await scene()
    await call(ASK)
    await allow(it, codesIn(it)[0] ?? "")
    expect(await call(args, session, tool)).toStartWith("Ralex blocked this")
    expect(await call(ASK)).toBe("allowed")
  })

  test("is not for the same words in another directory's instance", async () => {
    const { it, call } = await scene()
    await call(ASK)
    await allow(it, codesIn(it)[0] ?? "")
    expect(await caller(it, true, join(it.instance.project, "other"))(ASK)).toStartWith("Ralex blocked this")
  })

  test("counts in the session it was shown for, and for a while", async () => {
    const { it, call } = await scene()
    await call(ASK)
    const [code = ""] = codesIn(it)
    expect(await allow(it, code, "ses_2")).toContain("nothing was allowed")
    expect(await allow(it, code, "ses_1", new Date(Date.now() + 10 * 60_000))).toContain(
      "nothing was allowed",
    )
    expect(await call(ASK)).toStartWith("Ralex blocked this")
    expect(await allow(it, code, "ses_1", new Date(Date.now() - 6 * 60_000))).toStartWith("Allowed once")
    expect(await call(ASK)).toStartWith("Ralex blocked this")
  })

  test("is void after wrong guesses, and the right one comes too late", async () => {
    const { it, call } = await scene()
    await call(ASK)
    const answers: string[] = []
    for (const guess of ["00000000", "AAAAAAAA", "1", "x y", "ZZZZ-ZZZZ"])
      answers.push(await allow(it, guess))
    expect(answers[0]).toContain("After 4 more wrong ones")
    expect(answers[4]).toContain("all its codes are void")
    expect(await allow(it, codesIn(it)[0] ?? "")).toContain("nothing was allowed")
    expect(await call(ASK)).toStartWith("Ralex blocked this")
    await allow(it, codesIn(it)[1] ?? "")
    expect(await call(ASK)).toBe("allowed")
  })

  test("is one while the model tries again, and is shown anew when the person asks", async () => {
    const { it, call } = await scene()
    for (const _ of [1, 2, 3]) await call(ASK)
    expect(codesIn(it)).toHaveLength(1)
    expect(await allow(it, "")).toContain(`- \`bash: ${ASK}\``)
    const [first = "", second = ""] = codesIn(it)
    expect(second).not.toBe(first)
    expect(await allow(it, first)).toContain("no code of this session")
    expect(await allow(it, second)).toStartWith("Allowed once")
    expect(await call(ASK)).toBe("allowed")
    expect(await allow(it, "")).toContain("No blocked action")
  })

  test("of each of the last is shown anew in one notice", async () => {
    const { it, call } = await scene()
    for (const branch of ["a", "b", "c", "d"]) await call(`${ASK} ${branch}`)
    expect(await allow(it, "")).toContain("of the last 3")
    expect(it.told).toHaveLength(5)
    const codes = [...(it.told[4] ?? "").matchAll(/\/ralex-allow (\S+)/g)].map(([, code]) => code)
    expect(codes).toHaveLength(3)
    for (const code of codes) expect(await allow(it, code ?? "")).toStartWith("Allowed once")
    const passed: string[] = []
    for (const branch of ["a", "b", "c", "d"])
      if ((await call(`${ASK} ${branch}`)) === "allowed") passed.push(branch)
    expect(passed).toEqual(["b", "c", "d"])
  })
})

test("what a person reads of it hides nothing", async () => {
  const { it, call } = await scene()
  await call(`${ASK}${" ".repeat(400)}\u202e\u001b[2K ; touch x ${"y".repeat(400)}`)
  expect(it.told[0]).toContain(`${ASK} ??[2K ; touch x yyy`)
  expect(it.told[0]).toMatch(/yyy … and \d+ more characters/)
})

test.each<[string, Parameters<typeof scene>, string]>([
  ["a rule that holds for everyone", [{}], DENY],
  ["a run that nobody sees", [{}, false], ASK],
  ["mode off", [{ mode: "off" }], ASK],
])("there is no code for %s", async (_, [config, attended], command) => {
  const { it, call } = await scene(config, attended)
  const said = await call(command)
  expect(said).not.toContain("/ralex-allow")
  if (attended === false) expect(said).toEndWith("Nobody can lift it here.")
  expect(codesIn(it)).toEqual([])
  expect(await it.ledger.openPermits("ses_1", new Date())).toEqual([])
})

test("without the ledger nothing is lifted, and the block stands", async () => {
  const { it, call } = await scene()
  await call(ASK)
  await allow(it, codesIn(it)[0] ?? "")
  it.ledger.takePermit = () => Promise.reject(new Error("away"))
  it.ledger.offerPermit = () => Promise.reject(new Error("away"))
  expect(await call(ASK)).toEndWith("It can not be lifted now, since the ledger does not answer.")
})

test("a masked secret in it is not run, and the leave is not used up", async () => {
  const { it, call } = await scene()
  await call(`${ASK} # [ralex-masked:x:1]`)
  await allow(it, codesIn(it)[0] ?? "")
  it.instance.masked = new Set(["[ralex-masked:x:1]"])
  expect(await call(`${ASK} # [ralex-masked:x:1]`)).toStartWith("Ralex blocked this")
  it.instance.masked.clear()
  expect(await call(`${ASK} # [ralex-masked:x:1]`)).toBe("allowed")
})

test("the command says what it is for where there is nothing to lift", async () => {
  const { it } = await scene({ mode: "off" })
  expect(await allow(it, "")).toContain("mode is off")
})
