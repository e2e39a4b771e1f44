// The text that Prometheus reads: which series there are, and which are left out.
import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { type Ledger, openLedger, readMetrics } from "../../../ledger/index.ts"
import { callStart, fixedBound, noon, settlement, verdict } from "../sample-calls.ts"

type Settings = Parameters<typeof readMetrics>[1]

let ledger: Ledger

beforeEach(async () => {
  ledger = await openLedger("sqlite::memory:")
})

afterEach(() => ledger.close())

/** The lines of a metric, with what else belongs to a histogram. */
async function lines(name: string, given: Partial<Settings> = {}): Promise<string[]> {
  const { text } = await readMetrics(ledger, { limits: [], now: noon, version: "1.2.3", ...given })
  return text.split("\n").filter((line) => line.startsWith(name))
}

async function call(costNano: bigint, given: Parameters<typeof settlement>[1] = {}): Promise<void> {
  const start = callStart()
  await ledger.hold(start, fixedBound(10n ** 10n), [])
  await ledger.settle(start.id, settlement(costNano, given))
}

const labels = 'tier="cheap",model="google/gemini-3.8-flash"'

test("the type of content is Prometheus's text", async () => {
  const { contentType } = await readMetrics(ledger, { limits: [], now: noon, version: "1.2.3" })
  expect(contentType).toBe("text/plain; version=0.0.4; charset=utf-8")
  expect(await lines("ralex_build_info")).toEqual(['ralex_build_info{version="1.2.3"} 1'])
})

test("neither sessions nor projects nor what was said are in it", async () => {
  await call(5n)
  await ledger.record(verdict({ subject: "rm -rf ~/letters", evidence: "letters" }))
  const { text } = await readMetrics(ledger, { limits: [], now: noon, version: "1.2.3" })
  for (const word of ["/project", "session", "root", "letters", "gen-1"]) expect(text).not.toContain(word)
})

test("alerts that call for somebody are told as none before there is one, so that the first is an increase", async () => {
  expect(await lines("ralex_alerts_total")).toEqual(
    ["limit", "tier-down", "seals"].map((kind) => `ralex_alerts_total{level="error",kind="${kind}"} 0`),
  )
  await ledger.claimAlert({ key: "seals:2026-11-19", at: noon, level: "error", text: "x" })
  expect(await lines('ralex_alerts_total{level="error",kind="seals"}')).toEqual([
    'ralex_alerts_total{level="error",kind="seals"} 1',
  ])
})

test("what alerts count is told as none before there is any, and whether the configuration can be used", async () => {
  const none = ["ok", "failed", "aborted"].map(
    (result) => `ralex_request_results_total{result="${result}"} 0`,
  )
  expect(await lines("ralex_request_results_total")).toEqual(none)
  expect(await lines("ralex_judged_total")).toEqual(
    ["allow", "deny", "ask", "lifted"].map((kind) => `ralex_judged_total{verdict="${kind}"} 0`),
  )
  for (const outcome of ["ok", "overloaded", "timeout", "aborted"]) await call(5n, { outcome })
  expect(await lines("ralex_request_results_total")).toEqual([
    'ralex_request_results_total{result="ok"} 1',
    'ralex_request_results_total{result="failed"} 2',
    'ralex_request_results_total{result="aborted"} 1',
  ])
  expect(await lines("ralex_config_valid")).toEqual(["ralex_config_valid 1"])
  expect(await lines("ralex_config_valid", { error: "It is broken." })).toEqual(["ralex_config_valid 0"])
})

test("a secret in the name of a tool or agent is in no row and no label", async () => {
  const secret = `ghp_${"a1B2".repeat(9)}`
  await ledger.record(verdict({ tool: `mcp_${secret}`, agent: secret, project: `/home/me/${secret}` }))
  expect(JSON.stringify(await lines("ralex_"))).not.toContain(secret)
  expect(JSON.stringify(await ledger.verdicts({}))).not.toContain(secret)
})

test("buckets are cumulative, a time on a bound is within it, and what is beyond the last is in +Inf alone", async () => {
  for (const durationMs of [250, 251, 1_800_000, 1_800_001]) await call(5n, { durationMs })
  const buckets = await lines("ralex_request_duration_seconds")
  const counts = Object.fromEntries(
    buckets.flatMap((line) => {
      const [, le = "", count] = /le="([^"]+)"} (\d+)/.exec(line) ?? []
      return count === undefined ? [] : [[le, Number(count)]]
    }),
  )
  expect(counts).toMatchObject({ "0.25": 1, "0.5": 2, "600": 2, "1800": 3, "+Inf": 4 })
  expect(buckets).toContain(`ralex_request_duration_seconds_count{${labels}} 4`)
  expect(buckets).toContain(`ralex_request_duration_seconds_sum{${labels}} 3600.502`)
})

test("a loss is no negative saving", async () => {
  await call(3_000_000_000n, { baselineNano: 1_000_000_000n })
  await call(1_000_000_000n, { baselineNano: 2_500_000_000n })
  expect(await lines("ralex_saved_usd_total")).toEqual([`ralex_saved_usd_total{${labels}} 1.5`])
  expect(await lines("ralex_extra_usd_total")).toEqual([`ralex_extra_usd_total{${labels}} 2`])
  expect(await lines("ralex_baseline_usd_total")).toEqual([`ralex_baseline_usd_total{${labels}} 3.5`])
})

test("answers given again, checks and refusals are told apart", async () => {
  expect(await lines("ralex_cache_hits_total")).toEqual(["ralex_cache_hits_total 0"])
  const replayed = callStart({ cause: "replayed" })
  await ledger.hold(replayed, fixedBound(0n), [])
  await ledger.settle(replayed.id, settlement(0n))
  await ledger.record(verdict({ tool: "ralex_verify", rule: "verify.failed", verdict: "allow" }))
  await ledger.record(verdict({ tool: "model-call", rule: "budget.daily" }))
  await ledger.record(verdict({ verdict: "allow", rule: "git.reset", lifted: true }))
  expect(await lines("ralex_cache_hits_total")).toEqual(["ralex_cache_hits_total 1"])
  expect(await lines("ralex_verifications_total")).toEqual(['ralex_verifications_total{outcome="failed"} 1'])
  expect(await lines("ralex_blocked_total")).toEqual([
    'ralex_blocked_total{rule="budget.daily",tool="model-call"} 1',
  ])
  expect((await lines("ralex_judged_total")).filter((line) => !line.endsWith(" 0"))).toEqual([
    'ralex_judged_total{verdict="lifted"} 1',
  ])
})

describe("budgets", () => {
  const limits: Settings["limits"] = [
    { scope: "session", usd: 2, part: {} },
    { scope: "daily", usd: 5, part: {} },
    { scope: "daily", usd: 1, part: { agent: "explore" } },
    { scope: "monthly", usd: 50, part: { project: "/other" } },
  ]

  test("each limit, and what counts in its window; windows without a limit have their sum", async () => {
    await call(1_250_000_000n)
    expect(await lines("ralex_budget_limit_usd", { limits })).toEqual([
      'ralex_budget_limit_usd{scope="session"} 2',
      'ralex_budget_limit_usd{scope="daily"} 5',
      'ralex_budget_limit_usd{scope="daily",agent="explore"} 1',
      'ralex_budget_limit_usd{scope="monthly",project="/other"} 50',
    ])
    expect(await lines("ralex_budget_spent_usd", { limits })).toEqual([
      'ralex_budget_spent_usd{scope="daily"} 1.25',
      'ralex_budget_spent_usd{scope="daily",agent="explore"} 0',
      'ralex_budget_spent_usd{scope="monthly",project="/other"} 0',
      'ralex_budget_spent_usd{scope="weekly"} 1.25',
      'ralex_budget_spent_usd{scope="monthly"} 1.25',
    ])
  })

  test("what a person lifted for all is another limit or none, and what one session has is not told", async () => {
    const lift = { at: noon, part: {}, until: new Date("2026-11-20"), by: "a test" }
    await ledger.lift({ ...lift, scope: "daily", limitNano: 8_000_000_000n, rootSession: null })
    await ledger.lift({ ...lift, scope: "session", limitNano: null, rootSession: "root" })
    const now = new Date(noon.getTime() + 1)
    expect((await lines("ralex_budget_limit_usd", { limits, now })).slice(0, 2)).toEqual([
      'ralex_budget_limit_usd{scope="session"} 2',
      'ralex_budget_limit_usd{scope="daily"} 8',
    ])
    await ledger.lift({ ...lift, scope: "daily", limitNano: null, rootSession: null })
    expect(await lines('ralex_budget_limit_usd{scope="daily"}', { limits, now })).toEqual([])
  })
})

test("who rests is 1 for that long, and no key is told of", async () => {
  const rest = { failures: 3, reason: "overloaded", detail: "busy", at: noon }
  const soon = new Date(noon.getTime() + 60_000)
  await ledger.noteRest({ ...rest, key: "model:a/b", until: soon })
  await ledger.noteRest({ ...rest, key: "model:c/d:free", until: noon })
  await ledger.noteRest({ ...rest, key: "provider:Some Cloud", until: soon })
  await ledger.noteRest({ ...rest, key: "key:0123456789ab", until: soon })
  expect(await lines("ralex_cooldown")).toEqual([
    'ralex_cooldown{model="a/b"} 1',
    'ralex_cooldown{model="c/d:free"} 0',
  ])
  expect(await lines("ralex_provider_cooldown")).toEqual(['ralex_provider_cooldown{provider="Some Cloud"} 1'])
  const { text } = await readMetrics(ledger, { limits: [], now: noon, version: "1.2.3" })
  expect(text).not.toContain("0123456789ab")
})
