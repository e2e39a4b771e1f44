// The main job: each ask goes to the right tier's model, and every cent is the same in OpenCode, ledger and bill.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { openLedger } from "../../ledger/index.ts"
import { script } from "../../simulator/index.ts"
import { type Sandbox, sandbox } from "./sandbox.ts"

const SIMPLE = "fix the typo in README.md"
const COMPLEX =
  "Refactor the whole payment module across all services: redesign the transaction handling, migrate every service to it and keep it backwards compatible"

let box: Sandbox
beforeAll(async () => {
  const model = script((request) => {
    const text = JSON.stringify(request.messages)
    if (!text.includes("DELEGATE") || text.includes("SUBTASK")) return { text: "The work is done as asked." }
    const delegated = { description: "look", prompt: "SUBTASK: look around", subagent_type: "general" }
    return { toolCalls: [{ name: "task", arguments: delegated }] }
  })
  box = await sandbox({ model })
})
afterAll(() => box.stop())

async function sessionOf(title: string): Promise<{ id: string; cost: number }> {
  const [session] = await box.opencodeRows<{ id: string; cost: number }>(
    `select id, cost from session where title = '${title}'`,
  )
  if (!session) throw new Error(`no session ${title}`)
  return session
}

async function ledgerRows(session: string) {
  const ledger = await openLedger(box.ledger)
  const rows = (await ledger.calls({})).filter((call) => call.rootSession === session)
  await ledger.close()
  return rows
}

function billOf(session: string): bigint {
  return sum(
    box.simulator
      .bill()
      .filter((line) => line.session === session)
      .map((line) => line.costNano),
  )
}

const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)
const nano = (usd: number) => BigInt(Math.round(usd * 1e9))

describe("one opencode run each", () => {
  test("a simple ask goes to the cheap tier's first model", async () => {
    const run = await box.run(SIMPLE, { args: ["--title", "simple"] })
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("done as asked") })
    const [row] = await ledgerRows((await sessionOf("simple")).id)
    expect(row).toMatchObject({
      tier: "cheap",
      class: "simple",
      modelUsed: "google/gemini-3.8-flash",
      status: "settled",
    })
  })

  test("a complex ask goes to the smart tier's first model, with Anthropic's cache asked for", async () => {
    const run = await box.run(COMPLEX, { args: ["--title", "complex"] })
    expect(run.code).toBe(0)
    const session = await sessionOf("complex")
    const [row] = await ledgerRows(session.id)
    expect(row).toMatchObject({ tier: "smart", class: "complex", modelUsed: "anthropic/claude-sonnet-5" })
    const sent = box.simulator.requests().at(-1)
    expect(sent?.body).toMatchObject({ session_id: session.id, cache_control: { type: "ephemeral" } })
    expect(Object.keys(sent?.headers ?? {}).filter((name) => name.startsWith("x-ralex"))).toEqual([])
  })

  test("a pinned model is used, and metered all the same", async () => {
    const args = ["--title", "pinned", "--model", "ralex/anthropic/claude-opus-5.5"]
    const run = await box.run(SIMPLE, { args })
    expect(run.code).toBe(0)
    const session = await sessionOf("pinned")
    const [row] = await ledgerRows(session.id)
    expect(row).toMatchObject({ cause: "pinned", modelUsed: "anthropic/claude-opus-5.5", status: "settled" })
    expect(nano(session.cost)).toBe(billOf(session.id))
  })

  test("a title call goes to the cheap tier, and OpenCode, ledger and bill agree to the nano-dollar", async () => {
    box.simulator.reset()
    const run = await box.run(COMPLEX)
    expect(run.code).toBe(0)
    const session = await sessionOf("Scripted session")
    const rows = await ledgerRows(session.id)
    const title = rows.find((row) => row.agent === "title")
    expect(title).toMatchObject({ tier: "cheap", modelUsed: "google/gemini-3.8-flash", status: "settled" })
    expect(sum(rows.map((row) => row.costNano))).toBe(billOf(session.id))
    const shown = sum(rows.filter((row) => row.agent !== "title").map((row) => row.costNano))
    expect(nano(session.cost)).toBe(shown)
  })

  test("a subagent's calls count in its root session, and in the turn of the person's ask", async () => {
    const run = await box.run("DELEGATE this", { args: ["--title", "delegating"] })
    expect(run.code).toBe(0)
    const { id } = await sessionOf("delegating")
    const rows = await ledgerRows(id)
    const children = rows.filter((row) => row.session !== id)
    expect(children.map((row) => row.agent)).toContain("general")
    expect(children.every((row) => row.status === "settled" && row.costNano > 0n)).toBe(true)
    expect(new Set(rows.map((row) => row.turn)).size).toBe(1)
  })
})
