// A made-up document of every view, for the page's tests and pictures: always the same for the same seed.
import type { CallOfDashboard, FeedEvent, ViewDocuments } from "../../dashboard/contract.ts"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const now = Date.parse("2026-11-19T12:34:56Z")

const MODELS = [
  { tier: "cheap", model: "google/gemini-3.8-flash" },
  { tier: "smart", model: "anthropic/claude-sonnet-5" },
  { tier: "premium", model: "openai/gpt-6-sol" },
] as const
const PROJECTS = ["/home/me/shop", "/home/me/a-project-with-quite-a-long-name/packages/api"]
const AGENTS = ["build", "plan", "explore"]

/** A number from 0 to 1 for each step. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

const iso = (at: number) => new Date(at).toISOString()
const money = <Name extends string>(name: Name, usd: number) =>
  ({ [`${name}Nano`]: String(Math.round(usd * 1e9)), [`${name}Usd`]: Math.round(usd * 1e9) / 1e9 }) as Record<
    `${Name}Nano`,
    string
  > &
    Record<`${Name}Usd`, number>

const period = { v: 1 as const, at: iso(now), since: iso(now - 7 * DAY_MS), until: iso(now) }
const times = (p50: number) => ({ p50, p95: p50 * 3, p99: p50 * 6 })

function totals(calls: number, spent: number) {
  const saved = spent * 1.4
  return {
    calls,
    ...money("spent", spent),
    ...money("baseline", spent + saved),
    ...money("saved", saved),
    savedShare: spent === 0 ? null : saved / (spent + saved),
    ...money("pending", spent / 100),
    estimatedShare: 0.01,
    ...money("cacheSaved", spent / 3),
    inputTokens: calls * 12_000,
    cachedTokens: calls * 8_000,
    outputTokens: calls * 600,
    reasoningTokens: calls * 100,
    cacheShare: calls === 0 ? null : 2 / 3,
    fallbacks: Math.floor(calls / 30),
    errors: Math.floor(calls / 90),
    errorShare: calls === 0 ? null : Math.floor(calls / 90) / calls,
    timeToFirstTokenMs: calls === 0 ? null : times(800),
    durationMs: calls === 0 ? null : times(4_000),
  }
}

/** @param seed Another one gives other numbers. */
export function sampleViews(seed = 7): ViewDocuments {
  const random = randomOf(seed)
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T
  const call = (index: number): CallOfDashboard => {
    const { tier, model } = pick(MODELS)
    const cost = random() * (tier === "cheap" ? 0.002 : 0.08)
    const failed = random() < 0.06
    const held = index === 0
    return {
      id: `call-${index}`,
      at: iso(now - index * 97_000),
      project: pick(PROJECTS),
      session: `ses_${Math.floor(index / 12)}`,
      rootSession: `ses_${Math.floor(index / 12)}`,
      turn: `msg_${Math.floor(index / 4)}`,
      agent: pick(AGENTS),
      class: tier === "cheap" ? "simple" : "complex",
      tier,
      cause: failed ? "fallback" : "class",
      signals: ["asks for a change", "names two files"],
      modelAsked: "auto",
      model,
      provider: "openrouter",
      status: held ? "held" : "settled",
      outcome: held ? null : failed ? "overloaded" : "ok",
      ...money("cost", cost),
      ...money("baseline", cost * 3),
      inputTokens: 12_000,
      cachedTokens: 8_000,
      outputTokens: held ? 0 : 600,
      reasoningTokens: 100,
      timeToFirstTokenMs: held ? null : Math.round(400 + random() * 900),
      durationMs: held ? null : Math.round(2_000 + random() * 9_000),
      attempts: failed ? 3 : 1,
    }
  }
  const calls = Array.from({ length: 60 }, (_, index) => call(index))
  const block = (index: number) => ({
    sequence: 1_000 - index,
    at: iso(now - index * 900_000),
    project: pick(PROJECTS),
    session: `ses_${index}`,
    rootSession: `ses_${index}`,
    agent: "build",
    tool: "bash",
    verdict: index % 4 === 0 ? ("ask" as const) : ("deny" as const),
    reason: "it throws away work that no commit has",
    subject: index % 2 ? "git reset --hard HEAD~3" : "rm -rf ~/projects",
    evidence: index % 2 ? "3 changed files" : null,
    outcome: index % 5 === 0 ? ("lifted" as const) : ("blocked" as const),
  })
  const rules = ["core.git-reset-hard", "core.recursive-delete", "cloud.database-drop"]
  const blocks = Array.from({ length: 24 }, (_, index) => ({
    ...block(index),
    rule: rules[index % rules.length] as string,
    next: { tool: "bash", verdict: "allow" as const, outcome: "ran" as const, exitCode: index % 3 },
  }))
  const rest = {
    key: "model:anthropic/claude-sonnet-5",
    failures: 3,
    reason: "overloaded",
    detail: "Provider returned error: overloaded_error",
    at: iso(now - 60_000),
    until: iso(now + 240_000),
    resting: true,
  }
  return {
    overview: overview(),
    series: series(random),
    groups: {
      ...period,
      by: "tier",
      totals: totals(5_200, 61.4),
      groups: MODELS.map(({ tier }, index) => ({
        key: tier,
        ...totals(Math.floor(4_000 / (index * 3 + 1)), 40 / (index + 1)),
      })),
      left: 0,
    },
    latency: {
      ...period,
      timeToFirstTokenMs: times(800),
      durationMs: times(4_000),
      timeToFirstToken: hump(random, 800),
      duration: hump(random, 4_000),
      models: MODELS.map(({ model }, index) => ({
        model,
        provider: "openrouter",
        calls: Math.floor(4_000 / (index * 3 + 1)),
        timeToFirstTokenMs: times(500 * (index + 1)),
        durationMs: times(2_500 * (index + 1)),
      })),
    },
    health: health(rest),
    fallbacks: {
      ...period,
      calls: 5_200,
      fallbacks: 173,
      errors: 57,
      byOutcome: [
        { outcome: "overloaded", calls: 31 },
        { outcome: "rate-limited", calls: 12 },
      ],
      byModel: MODELS.map(({ model }, index) => ({
        model,
        calls: 4_000 - index,
        fallbacks: 90 - index,
        errors: 20,
      })),
      newest: calls.filter(({ attempts }) => attempts > 1),
    },
    blocks: {
      ...period,
      total: 24,
      lifted: 5,
      wentOn: 15,
      byRule: rules.map((rule, index) => ({ rule, count: 8, lifted: 2 - (index % 2), wentOn: 5 })),
      newest: blocks,
    },
    feed: { ...period, cursor: "1000.1000.0.0", events: feed(calls, blocks) },
    sessions: {
      ...period,
      sessions: Array.from({ length: 40 }, (_, index) => ({
        session: `ses_${index}`,
        project: pick(PROJECTS),
        firstAt: iso(now - index * DAY_MS - HOUR_MS),
        lastAt: iso(now - index * DAY_MS),
        ...totals(130 - index, 3 / (index + 1)),
      })),
      left: 12,
    },
    session: session(calls.slice(0, 12).reverse(), blocks[0]),
    settings: settings(),
  }
}

function overview(): ViewDocuments["overview"] {
  const budget = (
    scope: "daily" | "weekly" | "monthly" | "session",
    limit: number | null,
    spent: number | null,
  ) => ({
    scope,
    part: {},
    name: `the ${scope} budget`,
    limitNano: limit === null ? null : money("limit", limit).limitNano,
    limitUsd: limit,
    spentNano: spent === null ? null : money("spent", spent).spentNano,
    spentUsd: spent,
    heldNano: spent === null ? null : money("held", 0.2).heldNano,
    heldUsd: spent === null ? null : 0.2,
    leftNano: limit === null || spent === null ? null : money("left", limit - spent - 0.2).leftNano,
    leftUsd: limit === null || spent === null ? null : limit - spent - 0.2,
    resetsAt: scope === "session" ? null : iso(now + 11 * HOUR_MS),
    crossed: limit !== null && spent !== null && spent + 0.2 >= limit,
    setBy: limit === null ? null : "/home/me/.config/ralex/ralex.yaml",
    lift: null,
    forecast:
      scope === "session"
        ? null
        : {
            ...money("perHour", 0.3),
            ...money("expected", (spent ?? 0) + 3),
            limitMetAt: iso(now + 5 * HOUR_MS),
          },
  })
  return {
    ...period,
    totals: totals(5_200, 61.4),
    budgets: [
      budget("session", 2, null),
      budget("daily", 5, 3.9),
      budget("weekly", 20, 21.2),
      budget("monthly", null, 61.4),
      { ...budget("daily", 1, 0.4), part: { tier: "premium" }, name: "the daily budget of tier premium" },
    ],
    configError: null,
    onLimit: "degrade",
    baselineModel: "anthropic/claude-sonnet-5",
    blocks: 24,
    choices: { projects: PROJECTS, agents: AGENTS, models: MODELS.map(({ model }) => model) },
  }
}

function series(random: () => number): ViewDocuments["series"] {
  const points = (size: number) =>
    Array.from({ length: 72 }, (_, index) => {
      const calls = Math.floor(random() * 40 * size)
      const { spentNano, spentUsd, baselineNano, baselineUsd, savedNano, savedUsd, ...rest } = totals(
        calls,
        calls * 0.01 * size,
      )
      const { errors, fallbacks, timeToFirstTokenMs, durationMs } = rest
      return {
        at: iso(Math.floor(now / HOUR_MS) * HOUR_MS - (71 - index) * HOUR_MS),
        calls,
        ...{ spentNano, spentUsd, baselineNano, baselineUsd, savedNano, savedUsd },
        ...{ errors, fallbacks, timeToFirstTokenMs, durationMs },
      }
    })
  return {
    ...period,
    bucket: "hour",
    by: "tier",
    series: MODELS.map(({ tier }, index) => ({ key: tier, points: points(index + 1) })),
  }
}

function hump(random: () => number, middle: number) {
  return Array.from({ length: 24 }, (_, index) => ({
    ms: Math.round(middle * 2 ** ((index - 12) / 8)),
    calls: Math.round((200 + random() * 40) * Math.exp(-((index - 12) ** 2) / 40)),
  }))
}

function health(rest: ViewDocuments["health"]["rests"][number]): ViewDocuments["health"] {
  const row = (kind: "model" | "provider", name: string, share: number) => ({
    kind,
    name,
    calls: 90,
    successShare: share,
    timeToFirstTokenMs: times(700),
    durationMs: times(3_000),
    rest: rest.key === `${kind}:${name}` ? rest : null,
  })
  return {
    ...period,
    since: iso(now - DAY_MS),
    hour: [
      ...MODELS.map(({ model }, index) => row("model", model, 1 - index * 0.04)),
      row("provider", "openrouter", 0.98),
    ],
    availability: {
      objective: 0.99,
      calls: 1_200,
      failed: 9,
      share: 1 - 9 / 1_200,
      budgetCalls: 12,
      budgetLeftShare: 0.25,
      met: true,
    },
    rests: [rest, { ...rest, key: "provider:Some Provider", resting: false, until: iso(now - HOUR_MS) }],
  }
}

function feed(calls: CallOfDashboard[], blocks: ViewDocuments["blocks"]["newest"]): FeedEvent[] {
  const events: FeedEvent[] = [
    ...calls.map((call, index) => ({ type: "call" as const, sequence: 2_000 - index, ...call })),
    ...blocks
      .slice(0, 8)
      .map(({ next, ...block }) => ({ type: "verdict" as const, ...block, exitCode: null, lifted: false })),
    {
      type: "lift",
      sequence: 900,
      at: iso(now - 2 * HOUR_MS),
      name: "the daily budget",
      limitUsd: 8,
      session: null,
      until: iso(now + 11 * HOUR_MS),
      by: "ralex budget set",
    },
    {
      type: "alert",
      at: iso(now - HOUR_MS),
      key: "limit:daily:80:2026-11-19",
      level: "warning",
      text: "80 % of the daily budget of USD 5.00 is spent.",
    },
  ]
  return events.toSorted((a, b) => (a.at < b.at ? 1 : -1))
}

function elsewhere(cost: number) {
  return MODELS.map(({ tier, model }, index) => ({ tier, model, ...money("cost", cost * (index + 0.5)) }))
}

function session(
  calls: CallOfDashboard[],
  blocked: ViewDocuments["blocks"]["newest"][number] | undefined,
): ViewDocuments["session"] {
  const turns = [...Map.groupBy(calls, ({ turn }) => turn)].map(([turn, own], index) => {
    const cost = own.reduce((sum, { costUsd }) => sum + costUsd, 0)
    const [first] = own
    const { next, ...block } = blocked ?? {}
    return {
      turn,
      startedAt: first?.at ?? period.since,
      endedAt: own.at(-1)?.at ?? null,
      class: first?.class ?? null,
      tier: first?.tier ?? null,
      cause: first?.cause ?? "",
      signals: first?.signals ?? [],
      modelAsked: "auto",
      models: [...new Set(own.map(({ model }) => model))],
      ...money("cost", cost),
      inputTokens: 12_000 * own.length,
      cachedTokens: 8_000 * own.length,
      outputTokens: 600 * own.length,
      reasoningTokens: 100 * own.length,
      elsewhere: elsewhere(cost),
      calls: own,
      blocks: index === 0 && blocked ? [block as Omit<typeof blocked, "next">] : [],
    }
  })
  return {
    ...period,
    session: "ses_0",
    project: PROJECTS[0] ?? null,
    totals: totals(calls.length, 0.4),
    elsewhere: elsewhere(0.4),
    turns,
    left: 0,
    pruned: false,
  }
}

function settings(): ViewDocuments["settings"] {
  const user = "/home/me/.config/ralex/ralex.yaml"
  return {
    v: 1,
    at: iso(now),
    project: PROJECTS[0] ?? "",
    error: null,
    notices: [
      "Ralex ignores mode in /home/me/shop/ralex.yaml, which you have not trusted: read the file, then run `ralex trust`.",
    ],
    sources: [
      { kind: "defaults", name: "defaults", trusted: null },
      { kind: "user", name: user, trusted: null },
      { kind: "project", name: "/home/me/shop/ralex.yaml", trusted: false },
      { kind: "environment", name: "RALEX_BUDGET_DAILY", trusted: null },
    ],
    settings: [
      { key: "mode", value: '"yolo"', kind: "defaults", from: "defaults" },
      { key: "budgets.daily", value: "5", kind: "environment", from: "RALEX_BUDGET_DAILY" },
      { key: "budgets.weekly", value: "20", kind: "user", from: user },
      { key: "profile", value: '"frugal"', kind: "project", from: "/home/me/shop/ralex.yaml" },
      { key: "alerts.webhook", value: '"(set)"', kind: "user", from: user },
    ],
  }
}
