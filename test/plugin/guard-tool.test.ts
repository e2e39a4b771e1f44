// Each tool call is judged before it runs; a fault of the rules denies, a fault of the books does not.
import { afterEach, describe, expect, spyOn, test } from "bun:test"
import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { answerPermission } from "../../plugin/answer-permission.ts"
import { type Guard, guardTool } from "../../plugin/guard-tool.ts"
import * as rules from "../../rules/index.ts"
import { closeSamples, type Sample, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

function guardOf(it: Sample): Guard {
  mkdirSync(it.instance.project, { recursive: true })
  return guardTool({
    instance: it.instance,
    sessions: it.sessions,
    directory: it.instance.project,
    serverUrl: new URL("http://127.0.0.1:4096"),
  })
}

function judge(guard: Guard, args: Record<string, unknown>, tool = "bash"): Promise<string> {
  const call = { tool, sessionID: "ses_1", callID: `call_${JSON.stringify(args)}` }
  return guard.before(call, { args }).then(
    () => "allowed",
    (error: Error) => error.message,
  )
}

describe("a tool call", () => {
  test("that is harmless goes on, and is written down without its text", async () => {
    const it = await sample()
    expect(await judge(guardOf(it), { command: "git status" })).toBe("allowed")
    expect(await it.ledger.verdicts({})).toMatchObject([
      { verdict: "allow", tool: "bash", subject: null, rule: null },
    ])
    expect(it.instance.outcome.blocked).toBe(0)
  })

  test("that is forbidden is stopped by one sentence: who, which rule, why, what instead", async () => {
    const it = await sample()
    it.sessions.noteAgent("ses_1", "build")
    const said = await judge(guardOf(it), { command: "rm -rf ~" })
    expect(said).toMatch(/^Ralex blocked this \([a-z]+\.[\w.-]+\): .+ Instead: .+/)
    expect(said).not.toContain("\n")
    const [row] = await it.ledger.verdicts({})
    expect(row).toMatchObject({
      verdict: "deny",
      agent: "build",
      session: "ses_1",
      rootSession: "ses_1",
      subject: "rm -rf ~",
    })
    expect(said).toContain(row?.rule ?? "no rule")
    expect(said).toContain(row?.reason ?? "no reason")
    expect(it.instance.outcome.blocked).toBe(1)
  })

  test("is written down without its secrets, and not at any length", async () => {
    const it = await sample()
    const key = `sk-or-v1-${"a1".repeat(32)}`
    await judge(guardOf(it), { command: `rm -rf ~ --token=${key} ${"x".repeat(5_000)}` })
    const [row] = await it.ledger.verdicts({})
    expect(row?.subject).toStartWith("rm -rf ~")
    expect(row?.subject).not.toContain(key)
    expect(row?.subject?.length).toBeLessThanOrEqual(200)
  })

  test.each([
    ["write", { filePath: "/etc/passwd", content: "x" }],
    ["edit", { filePath: "~/.ssh/authorized_keys", oldString: "a", newString: "b" }],
    ["read", { filePath: "/proc/self/environ" }],
  ])("of the %s tool is judged by its path", async (tool, args) => {
    expect(await judge(guardOf(await sample()), args, tool)).toStartWith("Ralex blocked this")
  })

  test("can not reach out of the project by a link", async () => {
    const it = await sample()
    const guard = guardOf(it)
    symlinkSync("/etc", join(it.instance.project, "out"))
    const content = "x"
    expect(await judge(guard, { filePath: join(it.instance.project, "in", "a"), content }, "write")).toBe(
      "allowed",
    )
    expect(
      await judge(guard, { filePath: join(it.instance.project, "out", "hosts"), content }, "write"),
    ).toStartWith("Ralex")
  })

  test.each(["yolo", "guard"] as const)("is judged in mode %s", async (mode) => {
    expect(await judge(guardOf(await sample({ mode })), { command: "rm -rf ~" })).toStartWith(
      "Ralex blocked this",
    )
  })

  test("is not judged in mode off", async () => {
    const it = await sample({ mode: "off" })
    expect(await judge(guardOf(it), { command: "rm -rf ~" })).toBe("allowed")
    expect(await it.ledger.verdicts({})).toEqual([])
  })

  test("on which the rules fail is denied", async () => {
    const it = await sample()
    const args = {
      get command(): string {
        throw new Error("the engine broke")
      },
    }
    const call = { tool: "bash", sessionID: "ses_1", callID: "a" }
    await expect(guardOf(it).before(call, { args })).rejects.toThrow(
      "Ralex blocked this (ralex.engine-error)",
    )
    expect(it.instance.outcome.blocked).toBe(1)
  })

  test("on which the rules themselves break is denied, and written down", async () => {
    const it = await sample()
    const broken = spyOn(rules, "judgeToolCallWithState").mockImplementation(() => {
      throw new Error("a pack can not be read")
    })
    try {
      expect(await judge(guardOf(it), { command: "git status" })).toStartWith(
        "Ralex blocked this (ralex.engine-error)",
      )
    } finally {
      broken.mockRestore()
    }
    expect(it.instance.outcome.blocked).toBe(1)
    expect(await it.ledger.verdicts({})).toMatchObject([{ verdict: "deny", rule: "ralex.engine-error" }])
  })

  test("is allowed or denied just the same when the ledger fails, and the person is told", async () => {
    const it = await sample()
    it.ledger.record = () => Promise.reject(new Error("disk full"))
    const guard = guardOf(it)
    expect(await judge(guard, { command: "git status" })).toBe("allowed")
    expect(await judge(guard, { command: "rm -rf ~" })).toStartWith("Ralex blocked this")
    expect(it.told[0]).toContain("could not write its verdicts to the ledger: disk full")
  })
})

describe("OpenCode's own asks", () => {
  const asked = (callID: string | undefined) => ({
    type: "permission.asked",
    properties: { id: "per_1", sessionID: "ses_1", ...(callID ? { tool: { callID, messageID: "m" } } : {}) },
  })

  async function answered(mode: "yolo" | "guard", command: string, event?: unknown): Promise<unknown[]> {
    const it = await sample({ mode })
    const guard = guardOf(it)
    const args = { command }
    await judge(guard, args)
    await answerPermission(event ?? asked(`call_${JSON.stringify(args)}`), {
      client: it.client.client,
      instance: it.instance,
      guard,
    })
    return it.client.answers
  }

  test("are answered once by the verdict that the call already got", async () => {
    expect(await answered("yolo", "git status")).toEqual([
      { session: "ses_1", permission: "per_1", response: "once" },
    ])
  })

  test.each<[string, "yolo" | "guard", string, unknown]>([
    ["a denied call", "yolo", "rm -rf ~", undefined],
    ["guard mode", "guard", "git status", undefined],
    ["a call that was never judged", "yolo", "git status", asked("call_other")],
    ["an ask without a call", "yolo", "git status", asked(undefined)],
    ["another event", "yolo", "git status", { type: "permission.replied", properties: {} }],
    ["no event", "yolo", "git status", "nothing"],
  ])("are left to OpenCode for %s", async (_what, mode, command, event) => {
    expect(await answered(mode, command, event)).toEqual([])
  })
})
