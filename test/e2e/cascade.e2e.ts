// The verified cascade in the real binary: cheap first, checked by the project's own test, dearer only on proof.
import { afterEach, expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { hashOf } from "../../config/index.ts"
import { openLedger } from "../../ledger/index.ts"
import { type CodingModel, lastUserText, type Reply, script, toolResults } from "../../simulator/index.ts"
import { type Sandbox, sandbox, writeAt } from "./sandbox.ts"
import { serve } from "./serve.ts"

const ASK = "fix the typo in src/greet.txt"
const VERIFY = "grep -q hello src/greet.txt || { echo GREET_IS_WRONG; exit 1; }"
const CLAIM = "The typo is fixed and all is well."

let box: Sandbox
afterEach(() => box.stop())

const edit = (oldString: string, newString: string): Reply => ({
  toolCalls: [
    { name: "edit", arguments: { filePath: join(box.project, "src/greet.txt"), oldString, newString } },
  ],
})

/** The cheap model edits wrongly and claims success; a smart one that reads the failure mends it. */
const models: CodingModel = script((request) => {
  const done = toolResults(request).length
  if (!request.model?.startsWith("anthropic/")) return done === 0 ? edit("helo", "hullo") : { text: CLAIM }
  const told = JSON.stringify(request.messages).includes("GREET_IS_WRONG")
  if (!told) return { text: "I was not told what failed." }
  return done === 0 ? edit("hullo", "hello") : { text: "Now it is right." }
})

const yaml = (run: string, more = "") => `verify:\n  run: '${run}'\n${more}`

async function start(
  user: string,
  model = models,
  files: Record<string, string> = {},
  opencode: Record<string, unknown> = {},
): Promise<void> {
  box = await sandbox({ model, user, opencode, files: { "src/greet.txt": "helo\n", ...files } })
}

const run = (args: string[] = []) => box.run(ASK, { args: ["--title", "cascade", ...args] })
const asked = () => box.simulator.requests().map(({ body }) => body.model ?? "")

async function calls() {
  const ledger = await openLedger(box.ledger)
  const rows = await ledger.calls({})
  await ledger.close()
  return rows
}

test("a failed verification raises the tier in the same session, a passed one ends it without a model call", async () => {
  await start(yaml(VERIFY))
  const { code, stdout, stderr } = await run()
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("goes on with the smart tier"),
  })
  expect(stdout).toContain("Verified: `grep -q hello")
  expect(box.file("src/greet.txt")).toBe("hello\n")
  expect(asked().map((model) => model.split("/")[0])).toEqual(["google", "google", "anthropic", "anthropic"])
  const rows = (await calls()).toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
  expect(rows.map(({ cause, tier }) => [cause, tier])).toEqual([
    ["classified", "cheap"],
    ["held", "cheap"],
    ["raised", "smart"],
    ["held", "smart"],
  ])
  expect(rows[2]?.signals).toEqual(["raised from cheap to smart: the project's verification failed"])
  const sent = JSON.stringify(box.simulator.requests().map(({ body }) => body))
  expect(sent).not.toContain("ralex_verify")
})

test("a budget that ends first stops the run with exit 3, and the work is kept", async () => {
  await start(`${yaml(VERIFY)}budgets: { session: 0.02, onLimit: stop }\n`)
  const { code, stderr } = await run()
  expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining("budget") })
  expect(box.file("src/greet.txt")).toBe("hullo\n")
  expect(asked().some((model) => model.startsWith("anthropic/"))).toBe(false)
})

test("a verification that hangs is stopped with all that it started, said, and raises nothing", async () => {
  await start(yaml("sleep 4711 & sleep 4711", "  timeout: 2\n"))
  const { code, stdout } = await run()
  expect(code).toBe(6)
  expect(stdout).toContain("Not verified: `sleep 4711 & sleep 4711` did not end within 2 s and was stopped.")
  expect(asked()).toHaveLength(2)
  expect((await box.spawn(["pgrep", "-f", "^sleep 4711"])).stdout).toBe("")
})

test("a verification is guarded as the model's own commands are, and is without Ralex's key", async () => {
  await start(yaml(`rm -rf ~/precious`))
  writeAt(join(box.home, "precious", "thesis.txt"), "years of work\n")
  expect((await run()).stdout).toMatch(/Not verified: `rm -rf ~\/precious` was not run\. Ralex blocked this/)
  await box.stop()
  await start(yaml("sh check.sh"), models, { "check.sh": 'test -z "$OPENROUTER_API_KEY"\n' })
  expect((await run()).stdout).toContain("Verified: ")
})

test("a project that denies the check, and takes it from its agents, does not take it from the person", async () => {
  const tools = { ralex_verify: false }
  const permission = { ralex_verify: "deny" }
  await start(yaml(VERIFY), models, {}, { permission, tools, agent: { build: { permission, tools } } })
  expect((await run()).stdout).toContain("Verified: `grep -q hello")
})

test("tests that fail as asked to be seen are no failure of who shows them", async () => {
  const model = script((request) =>
    toolResults(request).length === 0
      ? { toolCalls: [{ name: "bash", arguments: { command: "sh test.sh", description: "Run the tests" } }] }
      : { text: "One of them fails: greet." },
  )
  await start(yaml("sh test.sh"), model, { "test.sh": "echo greet fails; exit 1\n" })
  const { code, stdout } = await box.run("run the tests and tell me which ones fail", {
    args: ["--title", "t"],
  })
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("One of them fails") })
  expect(asked().every((name) => name.startsWith("google/"))).toBe(true)
})

test("a model that calls ralex_verify itself gets nothing", async () => {
  const guess: Reply = { toolCalls: [{ name: "ralex_verify", arguments: { nonce: "1" } }] }
  await start(
    yaml("touch verified"),
    script((request) =>
      JSON.stringify(request.messages).includes("this call did nothing") ? { text: "Nothing." } : guess,
    ),
  )
  const { code, stdout } = await box.run("what is in src/greet.txt?", { args: ["--title", "guess"] })
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing.") })
  expect(existsSync(join(box.project, "verified"))).toBe(false)
  const tools = box.simulator.requests().flatMap(({ body }) => body.tools ?? [])
  expect(JSON.stringify(tools)).not.toContain("ralex_verify")
})

test("an untrusted project's verification does not run, which is said; a trusted one's does", async () => {
  const project = yaml("touch verified")
  await start("mode: yolo\n", models, { "ralex.yaml": project })
  const { stderr } = await run()
  expect(stderr).toContain("Ralex ignores verify.run in")
  expect(existsSync(join(box.project, "verified"))).toBe(false)
  writeAt(join(box.project, "src/greet.txt"), "helo\n")
  const trusted = await box.run(ASK, { args: ["--title", "again"], env: { RALEX_TRUST: hashOf(project) } })
  expect(trusted.stdout).toContain("Verified: `touch verified`")
})

test("what stays broken on the last tier ends with exit 6, bounded by the attempts", async () => {
  await start(yaml("exit 1", "  attempts: 1\n"))
  const { code, stdout } = await run()
  expect({ code, stdout }).toMatchObject({
    code: 6,
    stdout: expect.stringContaining("Verification failed: `exit 1`"),
  })
  expect(new Set(asked().map((model) => model.split("/")[0]))).toEqual(new Set(["google", "anthropic"]))
})

test("ask says what failed and raises nothing; signs alone raise where the person wants that", async () => {
  await start(yaml(VERIFY, "  onFailure: ask\n"))
  expect(await run()).toMatchObject({ code: 6, stdout: expect.stringContaining("Verification failed") })
  expect(asked()).toHaveLength(2)
  await box.stop()
  const lazy = script(() => ({ text: CLAIM }))
  await start("verify: { onFailure: raise, attempts: 1 }\n", lazy)
  const { code, stderr } = await run()
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("no file was changed") })
  expect(asked().map((model) => model.split("/")[0])).toEqual(["google", "anthropic"])
})

test("a person who types while the verification runs is answered, and nothing is raised", async () => {
  const model = script((request) =>
    lastUserText(request).includes("NEVER MIND") ? { text: "As you say." } : models(request),
  )
  await start(yaml("touch begun; sleep 5; exit 1"), model)
  const { server, base } = await serve(box)
  try {
    const post = async (path: string, body: unknown) => {
      const url = `${base}${path}?directory=${encodeURIComponent(box.project)}`
      const headers = { "content-type": "application/json" }
      return (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json()
    }
    const { id } = (await post("/session", { title: "typing" })) as { id: string }
    const say = (text: string) => post(`/session/${id}/message`, { parts: [{ type: "text", text }] })
    const first = say(ASK)
    while (!existsSync(join(box.project, "begun"))) await Bun.sleep(50)
    const [, second] = await Promise.all([first, say("NEVER MIND the typo, what is the time?")])
    expect(JSON.stringify(second)).toContain("As you say.")
    expect(asked().every((name) => name.startsWith("google/"))).toBe(true)
  } finally {
    server.kill()
    await server.exited
  }
})
