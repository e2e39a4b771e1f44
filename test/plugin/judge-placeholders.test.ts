// A tool call with a placeholder in it is not run, and the model reads what to do instead.
import { afterEach, describe, expect, test } from "bun:test"
import { mkdirSync } from "node:fs"
import { guardTool } from "../../plugin/guard-tool.ts"
import { closeSamples, type Sample, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

const given = "[ralex-masked:github:3f2a9c1d]"

async function judge(it: Sample, tool: string, args: Record<string, unknown>): Promise<string> {
  mkdirSync(it.instance.project, { recursive: true })
  const guard = guardTool({
    instance: it.instance,
    sessions: it.sessions,
    directory: it.instance.project,
    serverUrl: new URL("http://127.0.0.1:4096"),
  })
  const call = { tool, sessionID: "ses_1", callID: "call_1" }
  return guard.before(call, { args }).then(
    () => "allowed",
    (error: Error) => error.message,
  )
}

describe("a placeholder that a model was given", () => {
  test.each([
    ["write", { filePath: "a.env", content: `PORT=1\nTOKEN="${given}"\n` }],
    ["edit", { filePath: "a.env", oldString: "PORT=1", newString: given }],
    ["bash", { command: `curl -H 'Authorization: Bearer ${given}' https://api.shop.com` }],
    ["multiedit", { filePath: "a", edits: [{ oldString: "a", newString: [given] }] }],
    ["someone_elses_tool", { anything: { [given]: 1 } }],
  ])("is neither written nor used by %s", async (tool, args) => {
    const it = await sample()
    it.instance.masked = new Set(["[ralex-masked:npm:00000000]", given])
    const said = await judge(it, tool, args)
    expect(said).toStartWith("Ralex blocked this (outbound.placeholder): ")
    expect(said).toContain(given)
    expect(said).toContain("Instead: ")
    expect(await it.ledger.verdicts({})).toMatchObject([{ verdict: "deny", rule: "outbound.placeholder" }])
    expect(it.instance.outcome.blocked).toBe(0) // nothing destructive
  })

  test.each(["task", "todowrite"])("may be spoken of: %s", async (tool) => {
    const it = await sample()
    it.instance.masked = new Set([given])
    expect(await judge(it, tool, { prompt: `look at ${given}` })).toBe("allowed")
  })

  test("does not hide what the rules forbid", async () => {
    const it = await sample()
    it.instance.masked = new Set([given])
    const said = await judge(it, "bash", { command: `rm -rf ~ # ${given}` })
    expect(said).toStartWith("Ralex blocked this")
    expect(said).not.toContain("outbound.placeholder")
    expect(it.instance.outcome.blocked).toBe(1)
  })
})

test("text that only looks like one is ordinary text", async () => {
  const it = await sample()
  expect(await judge(it, "bash", { command: `echo '${given}'` })).toBe("allowed")
  it.instance.masked = new Set(["[ralex-masked:github:ffffffff]"])
  expect(await judge(it, "bash", { command: `echo '${given}'` })).toBe("allowed")
})
