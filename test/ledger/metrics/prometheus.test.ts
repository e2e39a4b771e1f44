// A real Prometheus reads what the ledger tells, and its sums are the ledger's.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parse } from "yaml"
import { type Call, type Ledger, openLedger, readMetrics } from "../../../ledger/index.ts"
import { callStart, fixedBound, noUsage, settlement, verdict } from "../sample-calls.ts"
import { describePrometheus, promtool } from "./find-prometheus.ts"
import { type PrometheusServer, startPrometheus } from "./prometheus-server.ts"

const START_MS = 120_000
const docs = join(import.meta.dir, "..", "..", "..", "docs")
const rules = join(docs, "prometheus-alerts.yaml")
const folder = mkdtempSync(join(tmpdir(), "ralex-metrics-"))
const address = `sqlite:${join(folder, "ledger.db")}`
const settings = { limits: [{ scope: "daily" as const, usd: 5, part: {} }], version: "1.2.3" }

afterAll(() => rmSync(folder, { recursive: true }))

const MODELS = ["a/x", "b/y", 'own/quo"te\\and\nline']
const TIERS = ["cheap", "smart", null] as const
const OUTCOMES = ["ok", "ok", "ok", "aborted", "overloaded"]

/** Calls of every kind, each by its number. */
async function work(ledger: Ledger, from: number, count: number): Promise<void> {
  for (let index = from; index < from + count; index++) {
    const model = MODELS[index % MODELS.length] ?? ""
    const after = index % 7 === 0 ? { model: "z/failed", reason: "overloaded" } : undefined
    const start = callStart({ model, tier: TIERS[index % 3] ?? null, startedAt: new Date(), after })
    await ledger.hold(start, fixedBound(10n ** 9n), [])
    const usage = { ...noUsage, inputTokens: 50 * index, cachedTokens: 20 * index, outputTokens: index }
    const cost = BigInt(index) * 12_345_678n
    const baselineNano = index % 4 === 0 ? cost / 2n : cost * 3n
    const status = index % 5 === 0 ? ("estimated" as const) : ("settled" as const)
    const outcome = OUTCOMES[index % OUTCOMES.length] ?? ""
    const times = { timeToFirstTokenMs: 90 * index, durationMs: 400 * index, overheadMs: index }
    await ledger.settle(start.id, settlement(cost, { status, outcome, model, usage, baselineNano, ...times }))
    await ledger.record(verdict({ verdict: index % 3 === 0 ? "deny" : "allow", tool: "bash" }))
  }
}

function usd(calls: Call[], of: (call: Call) => bigint): number {
  return Number(calls.reduce((sum, call) => sum + of(call), 0n)) / 1e9
}

describePrometheus("a real Prometheus", () => {
  let ledger: Ledger
  let web: ReturnType<typeof Bun.serve>
  let prometheus: PrometheusServer

  beforeAll(async () => {
    ledger = await openLedger(address)
    await ledger.noteRest({
      ...{ key: "model:a/x", failures: 3, reason: "overloaded", detail: "busy", at: new Date() },
      until: new Date(Date.now() + 3_600_000),
    })
    await work(ledger, 1, 60)
    web = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: async () => {
        const { contentType, text } = await readMetrics(ledger, { ...settings, now: new Date() })
        return new Response(text, { headers: { "content-type": contentType } })
      },
    })
    prometheus = await startPrometheus(new URL("/metrics", web.url), rules)
  }, START_MS)

  afterAll(async () => {
    await prometheus?.stop()
    await web?.stop(true)
    await ledger?.close()
  })

  test("promtool has nothing to say of the metrics, of an empty ledger and a full one", async () => {
    const empty = await openLedger("sqlite::memory:")
    for (const one of [empty, ledger]) {
      const { text } = await readMetrics(one, { ...settings, now: new Date() })
      expect(await promtool(["check", "metrics"], text)).toEqual({ code: 0, said: "" })
    }
    await empty.close()
  })

  test("promtool takes the alert rules", async () => {
    expect(await promtool(["check", "rules", rules])).toMatchObject({ code: 0 })
  })

  test("alerts are raised where they should be, and not before", async () => {
    const cases = join(import.meta.dir, "alert-rules.test.yaml")
    expect(await promtool(["test", "rules", cases])).toMatchObject({ code: 0 })
  })

  test(
    "its sums are the ledger's, and grow with what other processes write",
    async () => {
      await prometheus.scraped()
      await expectSums(prometheus, ledger)
      const other = await openLedger(address)
      await work(other, 61, 40)
      await other.close()
      await prometheus.scraped()
      await expectSums(prometheus, ledger)
      for (const name of ["ralex_requests_total", "ralex_cost_usd_total", "ralex_tokens_total"])
        expect(await prometheus.query(`sum(resets(${name}[5m]))`)).toEqual({ "{}": 0 })
    },
    START_MS,
  )

  test("every query of the Grafana dashboard and the alert rules is one, of metrics that there are", async () => {
    const dashboard = await Bun.file(join(docs, "grafana-dashboard.json")).json()
    const panels = dashboard.panels.flatMap((panel: { targets?: { expr: string }[] }) =>
      (panel.targets ?? []).map(({ expr }) => expr),
    )
    const alerts = parse(await Bun.file(rules).text()).groups.flatMap(
      (group: { rules: { expr: string }[] }) => group.rules.map(({ expr }) => expr),
    )
    expect([panels.length > 25, alerts.length > 10]).toEqual([true, true])
    const { text } = await readMetrics(ledger, { ...settings, now: new Date() })
    const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
    for (const expr of [...panels, ...alerts] as string[]) {
      const asked = expr.replaceAll(/\$__(rate_interval|range)/g, "5m").replaceAll("$instance", ".*")
      await prometheus.query(asked)
      for (const [name] of asked.matchAll(/\bralex_\w+/g))
        expect({ name, known: known.has(name.replace(/_bucket$/, "")) }).toEqual({ name, known: true })
    }
    for (const name of known) expect(await Bun.file(join(docs, "metrics.md")).text()).toContain(`\`${name}`)
  })
})

async function expectSums({ query }: PrometheusServer, ledger: Ledger): Promise<void> {
  const calls = await ledger.calls({})
  const settled = calls.filter(({ status }) => status === "settled")
  const one = async (promql: string) => Object.values(await query(promql))[0]
  expect(await one("sum(ralex_cost_usd_total)")).toBeCloseTo(
    usd(settled, ({ costNano }) => costNano),
    9,
  )
  const saved = usd(settled, ({ baselineNano, costNano }) => baselineNano - costNano)
  expect(await one("sum(ralex_saved_usd_total) - sum(ralex_extra_usd_total)")).toBeCloseTo(saved, 9)
  expect(await one("sum(ralex_baseline_usd_total) - sum(ralex_cost_usd_total)")).toBeCloseTo(saved, 9)
  const { countedNano } = await ledger.spent({ scope: "daily", at: new Date() })
  expect(await one('sum(ralex_budget_spent_usd{scope="daily"})')).toBeCloseTo(Number(countedNano) / 1e9, 9)
  const tokens = settled.reduce((sum, { usage }) => sum + usage.inputTokens + usage.outputTokens, 0)
  expect(await one("sum(ralex_tokens_total)")).toBe(tokens)
  for (const [model, own] of Map.groupBy(calls, ({ modelUsed, model }) => modelUsed ?? model)) {
    const found = await query("sum by (model) (ralex_requests_total)")
    expect({ model, calls: found[JSON.stringify({ model })] }).toEqual({ model, calls: own.length })
  }
  for (const [outcome, own] of Map.groupBy(calls, ({ outcome }) => outcome ?? ""))
    expect(await one(`sum(ralex_requests_total{status="${outcome}"})`)).toBe(own.length)
  expect(await one("sum(ralex_request_duration_seconds_count)")).toBe(calls.length)
  const within = calls.filter(({ durationMs }) => (durationMs ?? 0) <= 10_000).length
  expect(
    await one(
      'sum(ralex_request_duration_seconds_bucket{le="10.0"} or ralex_request_duration_seconds_bucket{le="10"})',
    ),
  ).toBe(within)
  const seconds = calls.reduce((sum, { timeToFirstTokenMs }) => sum + (timeToFirstTokenMs ?? 0), 0) / 1_000
  expect(await one("sum(ralex_time_to_first_token_seconds_sum)")).toBeCloseTo(seconds, 6)
  expect(await one("ralex_overhead_seconds_count")).toBe(calls.length)
  const blocks = (await ledger.blocks(null)).reduce((sum, { count }) => sum + count, 0)
  expect(await one("sum(ralex_blocked_total)")).toBe(blocks)
  expect(await one("sum(ralex_judged_total)")).toBe((await ledger.verdicts({})).length)
  expect(await one('sum(ralex_fallbacks_total{from="z/failed",reason="overloaded"})')).toBe(
    Math.floor(calls.length / 7),
  )
  const estimated = calls.filter(({ status }) => status === "estimated").length
  expect(await one('ralex_unsettled_calls{status="estimated"}')).toBe(estimated)
  expect(await query("ralex_cooldown")).toEqual({ '{"model":"a/x"}': 1 })
}
