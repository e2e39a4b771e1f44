// What became of each call that was allowed, as OpenCode's hooks and events tell it.
import { afterEach, expect, test } from "bun:test"
import { finishBackground } from "../../ledger/index.ts"
import { noteOutcomes } from "../../plugin/note-outcomes.ts"
import type { Verdict } from "../../rules/index.ts"
import { verdict } from "../ledger/sample-calls.ts"
import { closeSamples, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

const asked = (id: string, callID: string) => ({
  type: "permission.asked",
  properties: { id, sessionID: "session", tool: { callID, messageID: "m" } },
})
const replied = (requestID: string, reply: string) => ({
  type: "permission.replied",
  properties: { sessionID: "session", requestID, reply },
})
const failed = (callID: string, error: string) => ({
  type: "message.part.updated",
  properties: { part: { type: "tool", sessionID: "session", callID, state: { status: "error", error } } },
})

async function endsOf(events: unknown[], ran: Record<string, unknown>, closed = false) {
  const it = await sample()
  const denied: Verdict = { kind: "deny", rule: "a.b", reason: "No." }
  const verdicts: Record<string, Verdict> = { one: { kind: "allow" }, two: { kind: "allow" }, denied }
  for (const call of Object.keys(verdicts)) await it.ledger.record(verdict({ call, verdict: "allow" }))
  const outcomes = noteOutcomes({ instance: it.instance, guard: { verdictOf: (call) => verdicts[call] } })
  for (const [callID, metadata] of Object.entries(ran))
    outcomes.ran({ sessionID: "session", callID }, { metadata })
  for (const event of events) outcomes.note(event)
  if (closed) outcomes.close()
  await finishBackground()
  const rows = await it.ledger.verdicts({})
  return Object.fromEntries(rows.map(({ call, outcome, exitCode }) => [call, [outcome, exitCode]]))
}

test("a command ran with its exit code, another tool without one; what was blocked is let alone", async () => {
  expect(await endsOf([failed("denied", "Ralex blocked this")], { one: { exit: 2 }, two: {} })).toEqual({
    one: ["ran", 2],
    two: ["ran", undefined],
    denied: [undefined, undefined],
  })
})

test("a tool's own error is a failure, a rule of the person's is no", async () => {
  const rule = "The user has specified a rule which prevents you from using this specific tool call."
  expect(await endsOf([failed("one", "no such file"), failed("two", rule)], {})).toMatchObject({
    one: ["failed", undefined],
    two: ["rejected", undefined],
  })
})

test("a person's no is told before the tool's error, and an answered ask is none", async () => {
  const events = [
    asked("p1", "one"),
    asked("p2", "two"),
    replied("p1", "reject"),
    failed("one", "The user rejected permission"),
    replied("p2", "once"),
    failed("two", "it broke"),
  ]
  expect(await endsOf(events, {})).toMatchObject({ one: ["rejected", undefined], two: ["failed", undefined] })
})

test("what still waits for a permission at the end never ran", async () => {
  expect(
    await endsOf([asked("p1", "one"), asked("p2", "two"), failed("two", "aborted")], {}, true),
  ).toMatchObject({
    one: ["never-ran", undefined],
    two: ["never-ran", undefined],
  })
})

test("other events and a ledger that fails are nobody's trouble", async () => {
  const it = await sample()
  it.ledger.noteOutcomes = () => Promise.reject(new Error("disk full"))
  const outcomes = noteOutcomes({ instance: it.instance, guard: { verdictOf: () => ({ kind: "allow" }) } })
  for (const event of [
    undefined,
    "x",
    { type: "session.idle" },
    { type: "permission.asked", properties: {} },
  ])
    outcomes.note(event)
  outcomes.ran({ sessionID: "session", callID: "one" }, undefined)
  await finishBackground()
})
