// Every document and line that the command line prints has the shape that cli/contract.ts promises.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import type { z } from "zod"
import {
  badLineSchema,
  checkDocumentSchema,
  checkLineSchema,
  classifyDocumentSchema,
  classifyLineSchema,
  doctorDocumentSchema,
  reconcileDocumentSchema,
  reportDocumentSchema,
} from "../../cli/contract.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"
import { seedLedger } from "./seed-ledger.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
let tools: string
let upstream: Bun.Server<undefined>
const asked: { path: string; key: string | null }[] = []

beforeAll(async () => {
  sandbox = createSandbox()
  await seedLedger(join(sandbox.data, "ledger.db"), new Date())
  const merged = JSON.stringify({
    model: "ralex/auto",
    small_model: "ralex/cheap",
    enabled_providers: ["ralex"],
    provider: { ralex: { npm: "file:///somewhere/ralex.js" } },
  })
  const script = `#!/bin/sh\nif [ "$1" = debug ]; then echo '${merged}'; else echo 1.18.33; fi\n`
  tools = sandbox.program("opencode", script)
  upstream = Bun.serve({ port: 0, fetch: answerAsOpenRouter })
})
afterAll(async () => {
  await upstream.stop(true)
  sandbox.remove()
})

function answerAsOpenRouter(request: Request): Response {
  const { pathname, searchParams } = new URL(request.url)
  asked.push({ path: pathname, key: request.headers.get("authorization") })
  if (request.headers.get("authorization") !== "Bearer sk-or-good")
    return Response.json({ error: { code: 401, message: "No auth credentials found" } }, { status: 401 })
  if (pathname === "/api/v1/key")
    return Response.json({
      data: {
        label: "k",
        limit: 20,
        limit_remaining: 12.5,
        usage: 7.5,
        usage_daily: 1,
        usage_weekly: 2,
        usage_monthly: 3,
      },
    })
  if (pathname === "/api/v1/generation" && searchParams.get("id") === "gen-lost")
    return Response.json({
      data: {
        id: "gen-lost",
        model: "anthropic/claude-sonnet-5",
        total_cost: 0.0123,
        native_tokens_prompt: 10,
      },
    })
  return Response.json({ error: { code: 404, message: "Not found" } }, { status: 404 })
}

const online = (key = "sk-or-good") => ({
  env: {
    PATH: tools,
    OPENROUTER_API_KEY: key,
    RALEX_BASE_URL: `http://127.0.0.1:${upstream.port}/api/v1`,
  },
})

async function document<T>(
  schema: z.ZodType<T>,
  words: string[],
  options = {},
): Promise<{ code: number; value: T }> {
  const { code, out } = await sandbox.ralex(words, options)
  return { code, value: schema.parse(JSON.parse(out)) }
}

async function lines<T>(schema: z.ZodType<T>, words: string[], rows: unknown[] = []) {
  const input = rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n")
  const { code, out } = await sandbox.ralex(words, { input })
  const printed = out.trimEnd().split("\n")
  return { code, printed, values: printed.map((line) => schema.parse(JSON.parse(line))) }
}

describe("classify", () => {
  test("--explain says what pulled to the class, and what each tier would cost", async () => {
    const { value } = await document(classifyDocumentSchema, [
      "classify",
      "--json",
      "--explain",
      "rename total to sum in cart.ts",
    ])
    expect(value.pulls?.[0]?.pull).not.toBe(0)
    expect(value.pulls?.map(({ feature }) => feature).join()).not.toContain("total")
    expect(value.candidates?.map(({ tier }) => tier)).toEqual(expect.arrayContaining(["cheap", "smart"]))
  })

  test("--json", async () => {
    const { code, value } = await document(classifyDocumentSchema, ["classify", "--json", "thanks!"])
    expect({ code, class: value.class, tier: value.tier }).toEqual({
      code: 0,
      class: "simple",
      tier: "cheap",
    })
  })

  test("reads standard input when the argument is left out", async () => {
    const { code, value } = await document(classifyDocumentSchema, ["classify", "--json"], {
      input: "thanks!\n",
    })
    expect({ code, class: value.class }).toEqual({ code: 0, class: "simple" })
  })

  test("a text that looks like options comes after --", async () => {
    expect((await document(classifyDocumentSchema, ["classify", "--json", "--", "--help me"])).code).toBe(0)
  })

  test("--jsonl answers in the order of the lines and echoes any id", async () => {
    const ids = [7, "seven", null, { a: [1] }]
    const rows = [...ids.map((id) => ({ id, prompt: "thanks!" })), { prompt: "no id" }]
    const { code, values, printed } = await lines(classifyLineSchema, ["classify", "--jsonl"], rows)
    expect(code).toBe(0)
    expect(values.map(({ id }) => id)).toEqual([...ids, undefined])
    expect(printed.some((line) => line.includes('"v"'))).toBe(false)
  })

  test("--jsonl answers a bad line in its place, goes on, and exits 2", async () => {
    const rows = [{ id: 1, prompt: "hi" }, "not json", { id: 3 }, "", { id: 4, prompt: "hi" }]
    const { code, printed } = await lines(badLineSchema.or(classifyLineSchema), ["classify", "--jsonl"], rows)
    expect(code).toBe(2)
    const [first, second, third, fourth, ...rest] = printed.map((line) => JSON.parse(line))
    expect(rest).toEqual([])
    expect([first.id, first.class, fourth.id, fourth.class]).toEqual([1, "simple", 4, "simple"])
    expect(Object.keys(second)).toEqual(["error"])
    expect(third).toEqual({ id: 3, error: expect.stringContaining("prompt") })
  })
})

describe("check", () => {
  test("--json: allowed is 0, denied is 1 with rule and reason", async () => {
    const allowed = await document(checkDocumentSchema, ["check", "--json", "git status"])
    expect(allowed).toEqual({
      code: 0,
      value: expect.objectContaining({ verdict: "allow", rule: null, reason: null }),
    })
    const denied = await document(checkDocumentSchema, ["check", "--json", "rm -rf ~"])
    expect(denied.code).toBe(1)
    expect(denied.value.verdict).not.toBe("allow")
    expect(denied.value.rule).not.toBeNull()
    expect(denied.value.reason).not.toBeNull()
  })

  test("it judges whatever the mode", async () => {
    const off = await sandbox.ralex(["check", "rm -rf ~"], { env: { RALEX_MODE: "off" } })
    expect(off.code).toBe(1)
  })

  test("--explain shows what was parsed and tried; --packs all and --state off are taken", async () => {
    const words = ["check", "--json", "--explain", "--packs", "all", "--state", "off", "git status && ls"]
    const { value } = await document(checkDocumentSchema, words)
    expect(value.commands?.length).toBe(2)
    expect(value.executions?.map(({ argv }) => argv.join(" "))).toEqual(["git status", "ls"])
    expect(value.rules?.map(({ rule }) => rule)).toEqual(value.tried ?? [])
    expect(value.tried?.length).toBeGreaterThan(0)
  })

  test("--jsonl: commands, tool calls and folders of their own", async () => {
    const rows = [
      { id: 1, command: "git status" },
      { id: 2, command: "rm -rf build", cwd: sandbox.project },
      { id: 3, command: "rm -rf /usr/keep" },
      { id: 4, tool: "write", args: { filePath: "/etc/passwd", content: "" } },
      { id: 5, tool: "bash", command: "git status" },
      { id: 6 },
    ]
    const { code, printed } = await lines(checkLineSchema.or(badLineSchema), ["check", "--jsonl"], rows)
    const answers = printed.map((line) => JSON.parse(line))
    expect(code).toBe(2)
    expect(answers.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6])
    const allowed = answers.map(({ verdict }) => verdict && verdict === "allow")
    expect(allowed).toEqual([true, true, false, false, true, undefined])
    expect(answers[5].error).toContain("a command or a tool is missing")
  })
})

describe("report", () => {
  test("--json holds the sums of the ledger", async () => {
    const { code, value } = await document(reportDocumentSchema, [
      "report",
      "--json",
      "--by",
      "tier",
      "--since",
      "1d",
    ])
    expect(code).toBe(0)
    expect(value.totals).toMatchObject({
      calls: 3,
      spentNano: "41500000",
      savedNano: "41500000",
      savedShare: 0.5,
      cacheSavedNano: "14",
      durationMs: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
    })
    expect(value.by.map(({ key, calls }) => [key, calls])).toEqual([
      ["smart", 2],
      ["cheap", 1],
    ])
    expect(value.blocks).toEqual({ total: 1, byRule: [{ rule: "core.git-reset-hard", count: 1 }] })
  })

  test("--markdown and --csv hold the same", async () => {
    const markdown = await sandbox.ralex(["report", "--markdown"])
    expect(markdown.out).toContain("| all | 3 | USD 0.0415 |")
    const csv = await sandbox.ralex(["report", "--csv", "--by", "tier"])
    const [head, smart] = csv.out.split("\n")
    expect(head).toStartWith("tier,calls,spentNano,")
    expect(smart).toStartWith("smart,2,40000000,")
    expect(head).toEndWith(",cacheSavedNano,estimatedShare")
    expect(smart).toEndWith(",7,0")
  })
})

describe("reconcile", () => {
  test("settles a lost call with the real cost", async () => {
    const { code, value } = await document(reconcileDocumentSchema, ["reconcile", "--json"], online())
    expect({ code, value }).toEqual({
      code: 0,
      value: {
        ...{ v: 1, settled: 1, lowered: 0, kept: 0, keptCalls: [] },
        ...{ boundNano: "0", boundUsd: 0, failure: null },
      },
    })
    const { value: report } = await document(reportDocumentSchema, ["report", "--json"])
    expect(report.totals.spentNano).toBe("53800000")
  })
})

describe("doctor", () => {
  const levels = (findings: { id: string; level: string }[]) =>
    Object.fromEntries(findings.map(({ id, level }) => [id, level]))

  test("--offline asks nobody; what is missing fails with a fix", async () => {
    asked.length = 0
    const { code, value } = await document(doctorDocumentSchema, ["doctor", "--json", "--offline"], online())
    expect(asked).toEqual([])
    expect({ code, ok: value.ok }).toEqual({ code: 1, ok: false })
    expect(levels(value.findings)).toMatchObject({
      plugin: "fail",
      "fail-closed": "warn",
      key: "ok",
      ledger: "ok",
    })
    expect(value.findings.filter(({ level, fix }) => level === "fail" && fix === null)).toEqual([])
  })

  test("in a project that init set up, with a key, nothing fails", async () => {
    await sandbox.ralex(["init", "--yes", "--no-doctor"])
    const { code, value } = await document(doctorDocumentSchema, ["doctor", "--json"], online())
    expect(value.findings.filter(({ level }) => level === "fail")).toEqual([])
    expect(code).toBe(0)
    expect(levels(value.findings)).toMatchObject({
      plugin: "ok",
      "fail-closed": "ok",
      upstream: "ok",
      budgets: "ok",
      loaded: "ok",
      merged: "ok",
      clock: "ok",
    })
    const bad = await document(doctorDocumentSchema, ["doctor", "--json"], online("sk-or-wrong"))
    expect(bad.code).toBe(1)
    expect(levels(bad.value.findings)).toMatchObject({ upstream: "fail" })
    expect(JSON.stringify(bad.value)).not.toContain("sk-or-wrong")
  })

  test("a broken and an untrusted ralex.yaml are findings, not crashes", async () => {
    appendFileSync(join(sandbox.project, "ralex.yaml"), "ci: { failOnBlock: true }\n")
    const untrusted = await document(doctorDocumentSchema, ["doctor", "--json", "--offline"], online())
    expect(levels(untrusted.value.findings)).toMatchObject({ config: "ok", trust: "warn" })
    appendFileSync(join(sandbox.project, "ralex.yaml"), "nonsense: 1\n")
    const broken = await document(doctorDocumentSchema, ["doctor", "--json", "--offline"], online())
    expect(levels(broken.value.findings)).toMatchObject({ config: "fail" })
  })
})
