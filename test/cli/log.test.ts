// `ralex log`: calls, blocks, lifts and alerts in their order, for programs and for people.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import {
  type AlertLine,
  type CallLine,
  type LiftLine,
  type LogLine,
  logDocumentSchema,
  loggedCallDocumentSchema,
  logLineSchema,
  type VerdictLine,
} from "../../cli/contract.ts"
import { type AlertRow, openLedger } from "../../ledger/index.ts"
import { callEntry } from "../ledger/request-log/sample-entry.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"
import { seedLedger, sessionId } from "./seed-ledger.ts"

setDefaultTimeout(HANG_MS)

const TEXT = "Ralex: 80 % of the session budget is spent."

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = createSandbox()
  const [path, now] = [join(sandbox.data, "ledger.db"), Date.now()]
  await seedLedger(path, new Date(now - 60_000))
  const ledger = await openLedger(`sqlite:${path}`)
  const by = "/ralex-budget"
  const until = new Date(now + 60_000)
  const at = new Date(now - 30_000)
  await ledger.lift({ at, scope: "daily", part: {}, limitNano: 9_000_000_000n, rootSession: null, until, by })
  await ledger.lift({
    at,
    scope: "session",
    part: {},
    limitNano: null,
    rootSession: sessionId,
    until: null,
    by,
  })
  const alerts: AlertRow[] = [
    { key: `limit:session:80:${sessionId}`, at, level: "warning", text: TEXT },
    { key: `limit:session:50:${sessionId}`, at, level: "info", text: TEXT },
    { key: "task:prune:2026-11-22", at, level: "info", text: "" },
    { key: "spike:2026-11-22", at: new Date(now - 90_000), level: "warning", text: "Ralex: a spike." },
  ]
  for (const alert of alerts) await ledger.claimAlert(alert)
  await ledger.close()
})
afterAll(() => sandbox.remove())

async function lines(words: string[]) {
  const { code, out, err } = await sandbox.ralex(["log", "--jsonl", ...words])
  expect(code).toBe(0)
  const printed = out === "" ? [] : out.trimEnd().split("\n")
  return { err, lines: printed.map((line) => logLineSchema.parse(JSON.parse(line))) }
}

const nameOf = {
  call: (line: CallLine) => line.id,
  verdict: (line: VerdictLine) => line.rule,
  lift: (line: LiftLine) => `${line.scope} ${line.limitUsd}`,
  alert: (line: AlertLine) => line.key,
} as const

async function shown(words: string[]) {
  return (await lines(words)).lines.map((line) =>
    (nameOf[line.type] as (one: LogLine) => string | null)(line),
  )
}

test("all in their order; what was claimed along with an alert, or for a task, is none", async () => {
  expect(await shown([])).toEqual([
    "spike:2026-11-22",
    ...["one", "two", "lost", "core.git-reset-hard"],
    ...["daily 9", "session null"],
    `limit:session:80:${sessionId}`,
  ])
})

test("--session leaves the others out, but not what holds everywhere", async () => {
  expect(await shown(["--session", sessionId])).not.toContain("spike:2026-11-22")
  expect(await shown(["--session", sessionId])).toContain(`limit:session:80:${sessionId}`)
  expect(await shown(["--session", "ses_other"])).toEqual(["daily 9"])
})

test.each([
  [
    ["--kind", "calls"],
    ["one", "two", "lost"],
  ],
  [["--kind", "blocks"], ["core.git-reset-hard"]],
  [
    ["--kind", "alerts"],
    ["spike:2026-11-22", `limit:session:80:${sessionId}`],
  ],
  [
    ["--kind", "lifts"],
    ["daily 9", "session null"],
  ],
  [
    ["--tier", "smart"],
    ["two", "lost"],
  ],
  [["--model", "GEMINI"], ["one"]],
  [["--errors"], ["lost"]],
  [
    ["--project", "p"],
    ["one", "two", "lost", "core.git-reset-hard"],
  ],
  [["--project", "/p", "--kind", "calls", "--tier", "cheap"], ["one"]],
  [["--project", "/elsewhere"], []],
])("%j shows %j", async (words, expected) => expect(await shown(words)).toEqual(expected))

test("where nothing is of that kind, it says so", async () => {
  const { err } = await lines(["--model", "nothing-like-it"])
  expect(err).toMatch(/^Nothing of that kind happened since .* UTC\.\n$/)
})

test.each([
  [["--kind", "weird"], '--kind is "weird"; it must be one of calls, blocks, alerts, lifts.'],
  [["--tier", "dear"], '--tier is "dear"; it must be one of'],
  [["--json", "--follow"], "--json prints one document"],
  [["--full"], "--full shows one call"],
  [["--follow", "--call", "x"], "--follow and --call do not go together"],
])("%j is no way to ask", async (words, sentence) => {
  expect(await sandbox.ralex(["log", ...words])).toMatchObject({
    code: 2,
    err: expect.stringContaining(sentence),
  })
})

test("--json is one document of the same lines", async () => {
  const { out } = await sandbox.ralex(["log", "--json", "--kind", "calls"])
  const { lines: calls } = logDocumentSchema.parse(JSON.parse(out))
  expect(calls).toEqual((await lines(["--kind", "calls"])).lines)
})

test("a terminal gets colours and no line wider than it is; a pipe gets neither", async () => {
  const plain = await sandbox.ralex(["log"])
  expect(plain.out).toBe(stripVTControlCharacters(plain.out))
  expect(plain.out).toContain("simple classified, is short (one)")
  for (const columns of [80, 100, 120]) {
    const { out } = await sandbox.ralex(["log"], { output: { colors: true, columns } })
    expect(out).toContain("\u001b[")
    const [call = ""] = out.split("\n").filter((line) => line.includes("gemini"))
    expect(Bun.stringWidth(call)).toBeLessThanOrEqual(columns)
    expect(call.includes("…")).toBe(columns > 80)
  }
})

test("columns of calls stand under each other", async () => {
  const { out } = await sandbox.ralex(["log", "--kind", "calls"])
  const places = out
    .trimEnd()
    .split("\n")
    .map((line) => line.indexOf("1000>50"))
  expect(new Set(places).size).toBe(1)
})

describe("--call", () => {
  const entry = callEntry({ id: "one", failures: [], project: "/p", session: sessionId })
  const request = {
    messages: [{ role: "user", content: [{ type: "text", text: "rename\u001b[2J it" }] }],
    tools: ["bash"],
  }
  const answer = { content: [{ type: "text", text: "It is renamed." }], finishReason: "stop" }
  const path = () => join(sandbox.data, "log", "requests.jsonl")

  beforeAll(() => {
    mkdirSync(dirname(path()), { recursive: true })
    const now = { at: new Date(Date.now() - 60_000).toISOString() }
    writeFileSync(path(), `${JSON.stringify({ ...entry, ...now, request, answer })}\n`)
  })

  test("shows the row and what the request log has of it, without content", async () => {
    const { out, code } = await sandbox.ralex(["log", "--call", "one", "--json"])
    expect(code).toBe(0)
    const found = loggedCallDocumentSchema.parse(JSON.parse(out))
    expect(found.call?.id).toBe("one")
    expect(found.entries).toHaveLength(1)
    expect(found.entries[0]).not.toHaveProperty("request")
  })

  test("with --full the content as well, safe to show", async () => {
    const { out } = await sandbox.ralex(["log", "--call", "one", "--full"])
    expect(out).toContain("--- user\nrename?[2J it\n")
    expect(out).toContain("--- answer\nIt is renamed.\n")
    expect(out).toContain("--- tools\nbash\n")
    const lines = await sandbox.ralex(["log", "--call", "one", "--full", "--jsonl"])
    expect(JSON.parse(lines.out)).toMatchObject({ id: "one", request, answer })
  })

  test("of a call that the log does not have shows the row, and says so", async () => {
    const { out, err, code } = await sandbox.ralex(["log", "--call", "two", "--full"])
    expect({ out, code }).toEqual({ out: expect.stringContaining("claude-sonnet-5"), code: 0 })
    expect(err).toContain("The request log has nothing of this call.")
    expect(err).toContain("RALEX_LOG=full")
  })

  test("of none says so", async () => {
    const { code, err } = await sandbox.ralex(["log", "--call", "nobody"])
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("There is no call nobody") })
  })
})

test("--since begins later", async () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  const { err, lines: none } = await lines(["--since", tomorrow])
  expect(none).toEqual([])
  expect(err).toBe(`Nothing happened since ${tomorrow.slice(0, 16).replace("T", " ")} UTC.\n`)
})

test("where only allowed tool calls happened, it says so", async () => {
  const path = join(sandbox.root, "allowed.db")
  const ledger = await openLedger(`sqlite:${path}`)
  const place = { project: "/p", session: "s", rootSession: "s", agent: "build", tool: "bash" }
  await ledger.record({ ...place, at: new Date(), verdict: "allow", rule: null, reason: null, subject: null })
  await ledger.close()
  const env = { RALEX_LEDGER: `sqlite:${path}` }
  const hidden = await sandbox.ralex(["log"], { env })
  expect({ out: hidden.out, err: hidden.err }).toEqual({
    out: "",
    err: expect.stringMatching(/^Nothing but allowed tool calls \(1\) since .* UTC; --all shows them\.\n$/),
  })
  const all = await sandbox.ralex(["log", "--all"], { env })
  expect(stripVTControlCharacters(all.out)).toContain("allow  bash")
})

test("people read who lifted what for how long, and what was said", async () => {
  const { out } = await sandbox.ralex(["log"])
  expect(out).toMatch(/ {2}you +the daily budget is USD 9\.00 until \S+ \S+ UTC, by \/ralex-budget\n/)
  expect(out).toContain(`the session budget is no limit in session ${sessionId}, by /ralex-budget\n`)
  expect(out).toContain(`alert       ${TEXT}\n`)
})

test("--follow shows what comes later, each alert once", async () => {
  const path = join(sandbox.root, "followed.db")
  const ledger = await openLedger(`sqlite:${path}`)
  const child = sandbox.start(["log", "--follow", "--jsonl"], { env: { RALEX_LEDGER: `sqlite:${path}` } })
  await ledger.claimAlert({ key: "first", at: new Date(), level: "info", text: TEXT })
  const reader = child.stdout.getReader()
  let seen = ""
  const readUntil = async (text: string) => {
    while (!seen.includes(text)) seen += new TextDecoder().decode((await reader.read()).value)
  }
  await readUntil('"key":"first"')
  await seedLedger(path, new Date())
  await readUntil("core.git-reset-hard")
  await ledger.lift({ ...lift, at: new Date() })
  await readUntil('"type":"lift"')
  child.kill()
  await child.exited
  await ledger.close()
  expect(seen).toContain('"id":"one"')
  expect(seen.split('"type":"alert"')).toHaveLength(2)
})

const lift = { scope: "daily", part: {}, limitNano: 1n, rootSession: null, until: null, by: "test" } as const
