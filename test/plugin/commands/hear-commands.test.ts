// Only what a person said in a root session waits for an answer; what reads like it, or says it again, does not.
import { afterEach, describe, expect, test } from "bun:test"
import type { Hooks } from "@opencode-ai/plugin"
import { hearCommands } from "../../../plugin/commands/hear-commands.ts"
import { closeSamples, type Sample, sample, sessionEvent } from "../sample-opencode.ts"

afterEach(closeSamples)

type Output = Parameters<NonNullable<Hooks["chat.message"]>>[1]
type Parts = Output["parts"]

const WORDS = "/ralex-budget daily none"
const text = (words: string) => [{ type: "text", text: words }] as Parts

async function hearing() {
  const it = await sample({ budgets: { daily: 5, session: 1 } })
  const commands = hearCommands(it)
  const message = (id: string, model = "ralex/auto") => {
    const [providerID, modelID] = model.split("/")
    return { id, model: { providerID, modelID } } as Output["message"]
  }
  return {
    ...it,
    commands,
    /** The parts as OpenCode hands them on after the hook. */
    hear: async (words: string, { session = "ses_1", name = "ralex-budget", parts = text(WORDS) } = {}) => {
      await commands.hear({ command: name, sessionID: session, arguments: words }, { parts })
      return parts
    },
    bind: async (id: string, parts: Parts, { session = "ses_1", model = "ralex/auto" } = {}) => {
      const output = { message: message(id, model), parts }
      await commands.bind({ sessionID: session }, output)
      return output.message
    },
    status: (type: "busy" | "idle" | "retry", session = "ses_1") => {
      const event = { type: "session.status", properties: { sessionID: session, status: { type } } }
      commands.note(event as Parameters<typeof commands.note>[0])
    },
    waiting: () => [...it.instance.commands.keys()],
  }
}

const liftsOf = async ({ ledger }: Sample, session = "ses_1") => ledger.lifts(new Date(), session)

describe("a command that a person says", () => {
  test("waits for its answer under the message that it became, and is done when it is answered", async () => {
    const it = await hearing()
    await it.bind("msg_1", await it.hear('"daily 9"'))
    expect(it.waiting()).toEqual(["msg_1"])
    expect(await liftsOf(it)).toEqual([])
    const waiting = it.instance.commands.get("msg_1")
    expect(waiting).toMatchObject({ session: "ses_1", interrupts: false })
    expect(await waiting?.answer()).toContain("The daily budget is USD 9.00")
    expect(await liftsOf(it)).toMatchObject([{ scope: "daily", limitNano: 9_000_000_000n }])
  })

  test("takes the place of whatever a template or its attachments would have been", async () => {
    const it = await hearing()
    const parts = [...text("$(evil)"), { type: "file", url: "file:///etc/passwd" }] as Parts
    expect(await it.hear("daily 9", { parts })).toMatchObject([
      { type: "text", text: "/ralex-budget daily 9", synthetic: true },
    ])
    expect(parts).toHaveLength(1)
  })

  test("goes to Ralex's own provider, whatever model the session has", async () => {
    const it = await hearing()
    const { model } = await it.bind("msg_1", await it.hear(""), { model: "other/m" })
    expect(model).toEqual({ providerID: "ralex", modelID: "auto" })
    const pinned = await it.bind("msg_2", await it.hear(""), { model: "ralex/smart" })
    expect(pinned.model).toMatchObject({ providerID: "ralex", modelID: "smart" })
  })

  test("begins no turn: work that it interrupts counts for the ask that set it off", async () => {
    const it = await hearing()
    expect(await it.sessions.turnOf("ses_1", "msg_ask")).toBe("msg_ask")
    await it.bind("msg_1", await it.hear(""))
    expect(await it.sessions.turnOf("ses_1", "msg_1")).toBe("msg_ask")
    expect(await it.sessions.turnOf("ses_1", "msg_2")).toBe("msg_2")
  })

  test("that was broken off before its answer is not done with the next one", async () => {
    const it = await hearing()
    await it.bind("msg_1", await it.hear("daily none"))
    await it.bind("msg_other", await it.hear("", { session: "ses_2" }), { session: "ses_2" })
    await it.bind("msg_2", await it.hear(""))
    expect(it.waiting()).toEqual(["msg_other", "msg_2"])
  })

  test("interrupts a session at work, and waits beside others said meanwhile", async () => {
    const it = await hearing()
    it.status("busy", "ses_2")
    await it.bind("msg_1", await it.hear("daily 8"))
    expect(it.instance.commands.get("msg_1")?.interrupts).toBe(false)
    it.status("busy")
    await it.bind("msg_2", await it.hear("daily 9"))
    it.status("retry")
    await it.bind("msg_3", await it.hear(""))
    expect(it.waiting()).toEqual(["msg_1", "msg_2", "msg_3"])
    expect(it.instance.commands.get("msg_3")?.interrupts).toBe(true)
    expect(it.told).toHaveLength(2)
    await it.bind("msg_4", await it.hear(""), { model: "other/m" })
    expect(it.instance.commands.get("msg_4")?.interrupts).toBe(false) // the work is not Ralex's to go on with
    it.status("idle")
    await it.bind("msg_5", await it.hear(""))
    expect(it.waiting()).toEqual(["msg_5"])
  })
})

describe("what is no command", () => {
  test("a message of the same words", async () => {
    const it = await hearing()
    await it.bind("msg_1", text(WORDS))
    expect(it.waiting()).toEqual([])
  })

  test("a message with a mark that nobody gave out", async () => {
    const it = await hearing()
    await it.hear("daily none")
    for (const command of ["", "answer", crypto.randomUUID(), 1, null])
      await it.bind("msg_1", [{ ...text(WORDS)[0], metadata: { ralex: { command } } }] as Parts)
    expect(it.waiting()).toEqual([])
  })

  test("the mark of a command a second time, or in another session", async () => {
    const it = await hearing()
    const parts = await it.hear("daily none")
    await it.bind("msg_0", parts, { session: "ses_2" })
    expect(it.waiting()).toEqual([])
    await it.bind("msg_1", parts)
    it.instance.commands.clear()
    await it.bind("msg_2", parts)
    expect(it.waiting()).toEqual([])
  })

  test("another command, whatever its text", async () => {
    const it = await hearing()
    for (const name of ["deploy", "ralex-budgets", "RALEX-BUDGET", ""]) {
      const parts = await it.hear("daily none", { name })
      expect(parts).toEqual(text(WORDS))
      await it.bind("msg_1", parts)
    }
    expect(it.waiting()).toEqual([])
  })

  test("one said in a subagent's session: it is answered, and nothing is done", async () => {
    const it = await hearing()
    it.sessions.note(sessionEvent("ses_1"))
    it.sessions.note(sessionEvent("child", "ses_1"))
    await it.bind("msg_1", await it.hear("daily none", { session: "child" }), { session: "child" })
    expect(await it.instance.commands.get("msg_1")?.answer()).toContain("subagent's session")
    expect(await liftsOf(it)).toEqual([])
  })
})
