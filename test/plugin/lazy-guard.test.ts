// The guard that is loaded when it is needed: what waits for it, what must not wait, and what happens where it can not come.
import { afterEach, describe, expect, test } from "bun:test"
import type { Event } from "@opencode-ai/sdk"
import type { Guard } from "../../plugin/guard-tool.ts"
import { lazyGuard } from "../../plugin/lazy-guard.ts"
import { closeSamples, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

type Safety = Record<string, unknown>

async function start(given: { safety?: Safety; mode?: "off"; load?: () => Promise<Guard> } = {}) {
  const { instance, sessions } = await sample()
  const { config } = instance.loaded
  Object.assign(config.safety, given.safety)
  Object.assign(config, given.mode && { mode: given.mode })
  const judged: string[] = []
  let loads = 0
  const loaded: Guard = {
    before: async ({ callID }) => void judged.push(callID),
    verdictOf: () => ({ kind: "allow" }),
    ended: (id) => void judged.push(`ended ${id}`),
    noteFound: async (session) => void judged.push(`found ${session}`),
  }
  const guard = await lazyGuard(
    { instance, sessions, directory: "/projects/app", serverUrl: new URL("http://127.0.0.1:4096") },
    async () => {
      loads += 1
      return given.load ? given.load() : loaded
    },
  )
  const before = (callID: string) =>
    guard.before({ tool: "bash", sessionID: "ses_1", callID }, { args: { command: "ls" } })
  return { guard, before, judged, loads: () => loads }
}

const partOf = (type: string) =>
  ({ type: "message.part.updated", properties: { part: { type } } }) as unknown as Event

describe("the rules", () => {
  test("are loaded once, with the first tool call", async () => {
    const it = await start()
    expect(it.loads()).toBe(0)
    expect(it.guard.verdictOf("a")).toBeUndefined()
    it.guard.ended("a")
    await Promise.all([it.before("a"), it.before("b")])
    it.guard.ended("a")
    await it.guard.noteFound("ses_1", { tool: "x", rule: "x", reason: "x" })
    expect(it.judged).toEqual(["a", "b", "ended a", "found ses_1"])
    expect(it.guard.verdictOf("a")).toEqual({ kind: "allow" })
    expect(it.loads()).toBe(1)
  })

  test("are loaded while a model writes a tool call, not while it writes words", async () => {
    const it = await start()
    it.guard.note(partOf("text"))
    expect(it.loads()).toBe(0)
    it.guard.note(partOf("tool"))
    expect(it.loads()).toBe(1)
  })

  test.each<Safety>([
    { packs: ["core"] },
    { allow: ["git.clean"] },
    { deny: ["kubectl *"] },
    { rules: [{}] },
  ])("are loaded at once where a person wrote %j", async (safety) => {
    expect((await start({ safety })).loads()).toBe(1)
  })

  test("are not loaded where the person switched them off", async () => {
    const it = await start({ mode: "off" })
    it.guard.note(partOf("tool"))
    await it.before("a")
    expect(it.loads()).toBe(0)
  })

  test("block every call where they can not be loaded", async () => {
    const it = await start({ load: () => Promise.reject(new Error("gone")) })
    it.guard.note(partOf("tool"))
    const blocked = "Ralex blocked this (ralex.engine-error): the safety rules could not be loaded (gone)."
    await expect(it.before("a")).rejects.toThrow(blocked)
    await expect(it.before("b")).rejects.toThrow(blocked)
  })
})
