// The plugin vouches for calls of Ralex's own models, and for nobody else's: the nonce must not leave the machine.
import { afterEach, describe, expect, test } from "bun:test"
import { HANDSHAKE, runtimeSlot } from "../../config/index.ts"
import { vouch } from "../../plugin/vouch.ts"
import { shakeHands } from "../../provider/shake-hands.ts"
import { callOf, closeSamples, PROVIDER_URL, sample, sessionEvent } from "./sample-opencode.ts"

afterEach(closeSamples)

describe("chat.headers", () => {
  test("other providers' calls get no header at all", async () => {
    const it = await sample()
    for (const provider of ["openrouter", "anthropic", "ralex2", ""]) {
      const output = { headers: { kept: "1" } }
      await vouch(callOf({ provider }), output, it)
      expect(output.headers).toEqual({ kept: "1" })
    }
  })

  test.each([
    ["another module", "@ai-sdk/openai-compatible"],
    ["a file of the project", "file:///project/evil.ts"],
    ["no module", ""],
  ])("a model of ralex that %s answers gets none either", async (_what, npm) => {
    const output = { headers: { kept: "1" } }
    await vouch(callOf({ provider: "ralex", npm }), output, await sample())
    expect(output.headers).toEqual({ kept: "1" })
  })

  test("another provider that names Ralex's module gets none", async () => {
    const output = { headers: {} }
    await vouch(callOf({ provider: "other", npm: PROVIDER_URL }), output, await sample())
    expect(output.headers).toEqual({})
  })

  test("the provider reads back what the plugin put there, whatever its letters", async () => {
    const it = await sample()
    it.instance.project = "/home/jürgen/mein projekt"
    it.sessions.note(sessionEvent("root"))
    it.sessions.note(sessionEvent("child", "root"))
    const output = { headers: {} as Record<string, string> }
    await vouch(callOf({ provider: "ralex", session: "child", agent: "prüfer 测试" }), output, it)
    expect(Object.values(output.headers).join()).toMatch(/^[\x20-\x7e]*$/) // else fetch refuses it
    runtimeSlot().instances.set(it.instance.nonce, it.instance)
    const handshake = shakeHands(output.headers, undefined)
    runtimeSlot().instances.delete(it.instance.nonce)
    expect(handshake).toMatchObject({
      kind: "known",
      caller: { session: "child", rootSession: "root", agent: "prüfer 测试", turn: "msg_user" },
    })
    expect(new Set(Object.keys(output.headers))).toEqual(new Set(Object.values(HANDSHAKE)))
  })

  test("it notes which agent works in a session, for other providers' calls as well", async () => {
    const it = await sample()
    await vouch(callOf({ agent: "plan" }), { headers: {} }, it)
    await vouch(callOf({ agent: "title" }), { headers: {} }, it)
    expect(it.sessions.agentOf("ses_1")).toBe("plan")
  })
})
