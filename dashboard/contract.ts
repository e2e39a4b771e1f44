// The shapes of every view of the dashboard as JSON: what the server answers and what the page reads. Documents carry
// `v: 1`. Money is nano-dollars as a string (`…Nano`) and USD as a number for people (`…Usd`); times are ISO, in UTC.
import { z } from "zod"
import { budgetScopes, CLASSES, TIERS } from "../config/index.ts"

const v = z.literal(1)
const nano = z.string().regex(/^-?\d+$/)
const count = z.int().nonnegative()
const time = z.iso.datetime()
const tier = z.enum(TIERS)
const share = z.number().min(0).max(1)

/** Every view, by the name in its address: `api/NAME.json` and `api/NAME.csv`, relative to the page. */
export const VIEWS = [
  "overview",
  "series",
  "groups",
  "latency",
  "health",
  "fallbacks",
  "blocks",
  "feed",
  "sessions",
  "session",
  "settings",
] as const
export type ViewName = (typeof VIEWS)[number]

export const BUCKETS = ["hour", "day"] as const
export const SERIES_KEYS = ["none", "tier", "model", "project", "agent"] as const
export const GROUP_KEYS = ["tier", "model", "provider", "project", "session", "agent", "class"] as const

/** The newest first; older ones by asking with `until`. */
export const MOST_ROWS = 500

/**
 * What the address may say after `?`, the same for each view; what a view has no use for is ignored. `since` and
 * `until` are a time, a day (2026-11-22) or a span back from now (24h, 7d, 2w). An empty value is none.
 */
export const filterSchema = z.strictObject({
  /** From when; whole hours count where sums are shown. Left out: from the beginning (`feed`: the last 24 hours). */
  since: z.string().optional(),
  /** Exclusive. */
  until: z.string().optional(),
  project: z.string().optional(),
  /** The root session: its subagents are in it. `session` needs it. */
  session: z.string().optional(),
  agent: z.string().optional(),
  /** `none` is what has no tier: calls of other providers. */
  tier: z.enum([...TIERS, "none"]).optional(),
  model: z.string().optional(),
  /** For `blocks` and `feed`. */
  rule: z.string().optional(),
  /** For `series`: left out, hours up to three days and days beyond. */
  bucket: z.enum(BUCKETS).optional(),
  /** For `series` (`none` when left out), and for `groups` (`tier` when left out). */
  by: z.enum([...SERIES_KEYS, ...GROUP_KEYS]).optional(),
})
export type FilterText = z.infer<typeof filterSchema>

/** The stretch of time that a document is about; a `since` of null is from the beginning. */
const period = { v, at: time, since: time.nullable(), until: time }

/** In milliseconds, right to within 4.5 %; null where nothing was timed. */
const percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable()
export type Percentiles = z.infer<typeof percentiles>

const money = {
  spentNano: nano,
  spentUsd: z.number(),
  /** The same tokens at the baseline's prices. */
  baselineNano: nano,
  baselineUsd: z.number(),
  /** Baseline less spent; negative where routing cost more than it saved. */
  savedNano: nano,
  savedUsd: z.number(),
}

const totals = z.object({
  calls: count,
  ...money,
  /** Of the baseline; null where that is zero. */
  savedShare: z.number().nullable(),
  /** Held for calls whose cost is not known; it is not in `spent`. */
  pendingNano: nano,
  pendingUsd: z.number(),
  estimatedShare: share,
  cacheSavedNano: nano,
  cacheSavedUsd: z.number(),
  inputTokens: count,
  /** Of the input. */
  cachedTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  /** Cached of input; null where there was no input. */
  cacheShare: share.nullable(),
  fallbacks: count,
  errors: count,
  /** Errors of calls; null where there was no call. */
  errorShare: share.nullable(),
  timeToFirstTokenMs: percentiles,
  durationMs: percentiles,
})
export type TotalsDocument = z.infer<typeof totals>

/** What a limit counts; an empty one counts everything. */
const part = z.object({
  project: z.string().optional(),
  agent: z.string().optional(),
  tier: tier.optional(),
  model: z.string().optional(),
})

const forecast = z.object({
  perHourNano: nano,
  perHourUsd: z.number(),
  /** At the end of the window. */
  expectedNano: nano,
  expectedUsd: z.number(),
  /** null where the limit will not be met in this window. */
  limitMetAt: time.nullable(),
})

/** One limit in force, or, with a limit of null, a window's sum without one. */
const budget = z.object({
  scope: z.enum(budgetScopes),
  part,
  /** In words, such as "the daily budget of tier premium". */
  name: z.string(),
  limitNano: nano.nullable(),
  limitUsd: z.number().nullable(),
  /** Settled; null for a scope that has no sum of its own here (a turn, a call, no session named). */
  spentNano: nano.nullable(),
  spentUsd: z.number().nullable(),
  /** Held or estimated: it counts against the limit as well. */
  heldNano: nano.nullable(),
  heldUsd: z.number().nullable(),
  /** May be below zero. */
  leftNano: nano.nullable(),
  leftUsd: z.number().nullable(),
  resetsAt: time.nullable(),
  crossed: z.boolean(),
  /** The file or variable that set it; null where there is no limit. */
  setBy: z.string().nullable(),
  /** How a person lifted it, and until when; null where nobody did. */
  lift: z
    .object({
      insteadOfNano: nano,
      insteadOfUsd: z.number(),
      at: time,
      until: time.nullable(),
      by: z.string(),
    })
    .nullable(),
  forecast: forecast.nullable(),
})
export type BudgetOfDashboard = z.infer<typeof budget>

/** Totals follow the filters, budgets do not: a limit counts what it counts. */
export const overviewSchema = z.object({
  ...period,
  totals,
  budgets: z.array(budget),
  onLimit: z.enum(["degrade", "stop"]),
  /** The model that savings are measured against. */
  baselineModel: z.string(),
  blocks: count,
  /** What the filters can be set to, the most calls first. */
  choices: z.object({
    projects: z.array(z.string()),
    agents: z.array(z.string()),
    models: z.array(z.string()),
  }),
})
export type OverviewDocument = z.infer<typeof overviewSchema>

const point = z.object({
  /** The start of the hour or UTC day. */
  at: time,
  calls: count,
  ...money,
  errors: count,
  fallbacks: count,
  timeToFirstTokenMs: percentiles,
  durationMs: percentiles,
})
export type SeriesPoint = z.infer<typeof point>

/** Each series has the same times, without gaps: a bucket without calls is zero. The most spent comes first. */
export const seriesSchema = z.object({
  ...period,
  bucket: z.enum(BUCKETS),
  by: z.enum(SERIES_KEYS),
  /** `key` is "all" where `by` is none, and "others" for what is beyond the first ten. */
  series: z.array(z.object({ key: z.string(), points: z.array(point) })),
})
export type SeriesDocument = z.infer<typeof seriesSchema>

/** The dearest first. */
export const groupsSchema = z.object({
  ...period,
  by: z.enum(GROUP_KEYS),
  totals,
  groups: z.array(totals.extend({ key: z.string() })),
  /** Groups beyond MOST_ROWS that are not shown. */
  left: count,
})
export type GroupsDocument = z.infer<typeof groupsSchema>

/** Histograms as steps: how many calls took about so long. */
const steps = z.array(z.object({ ms: z.number(), calls: count }))

/** The same by model; the most calls first. */
export const latencySchema = z.object({
  ...period,
  timeToFirstTokenMs: percentiles,
  durationMs: percentiles,
  timeToFirstToken: steps,
  duration: steps,
  models: z.array(
    z.object({
      model: z.string(),
      provider: z.string(),
      calls: count,
      timeToFirstTokenMs: percentiles,
      durationMs: percentiles,
    }),
  ),
})
export type LatencyDocument = z.infer<typeof latencySchema>

const rest = z.object({
  /** `model:ID`, `provider:NAME` or `key:…`. */
  key: z.string(),
  /** In a row. */
  failures: count,
  reason: z.string(),
  detail: z.string(),
  at: time,
  until: time,
  /** It is left alone just now. */
  resting: z.boolean(),
})
export type RestOfDashboard = z.infer<typeof rest>

/** Of the last hour, and availability of the last 24 hours against its objective; `since` is 24 hours ago. */
export const healthSchema = z.object({
  ...period,
  hour: z.array(
    z.object({
      kind: z.enum(["model", "provider"]),
      name: z.string(),
      calls: count,
      /** Of ended calls, a person's own stop left out; null where none ended. */
      successShare: share.nullable(),
      timeToFirstTokenMs: percentiles,
      durationMs: percentiles,
      rest: rest.nullable(),
    }),
  ),
  availability: z.object({
    /** 0.99 */
    objective: share,
    calls: count,
    failed: count,
    /** null without calls. */
    share: share.nullable(),
    /** Calls that may fail within the objective. */
    budgetCalls: z.number().nonnegative(),
    /** Of the error budget; 1 is all of it, negative is beyond it. null without calls. */
    budgetLeftShare: z.number().max(1).nullable(),
    met: z.boolean(),
  }),
  /** All that failed of late, resting or not. */
  rests: z.array(rest),
})
export type HealthDocument = z.infer<typeof healthSchema>

const callLine = z.object({
  id: z.string(),
  at: time,
  project: z.string(),
  session: z.string(),
  rootSession: z.string(),
  turn: z.string(),
  agent: z.string(),
  class: z.enum(CLASSES).nullable(),
  tier: tier.nullable(),
  /** Why this model, in one word of the router's. */
  cause: z.string(),
  /** What spoke for it. */
  signals: z.array(z.string()),
  modelAsked: z.string(),
  /** The one that answered, or that money is held for. */
  model: z.string(),
  provider: z.string(),
  status: z.enum(["held", "settled", "estimated", "unreconciled"]),
  /** "ok", or the kind of failure; null while it runs. */
  outcome: z.string().nullable(),
  /** What it cost; what is held for it while that is not known. */
  costNano: nano,
  costUsd: z.number(),
  baselineNano: nano,
  baselineUsd: z.number(),
  inputTokens: count,
  cachedTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  timeToFirstTokenMs: z.number().nullable(),
  durationMs: z.number().nullable(),
  /** Upstream calls that it took. */
  attempts: count,
})
export type CallOfDashboard = z.infer<typeof callLine>

/** Calls that took more than one try, or failed; the newest first, at most MOST_ROWS. */
export const fallbacksSchema = z.object({
  ...period,
  calls: count,
  fallbacks: count,
  errors: count,
  /** By kind of failure, of `newest` alone; the most often first. */
  byOutcome: z.array(z.object({ outcome: z.string(), calls: count })),
  byModel: z.array(z.object({ model: z.string(), calls: count, fallbacks: count, errors: count })),
  newest: z.array(callLine),
})
export type FallbacksDocument = z.infer<typeof fallbacksSchema>

const verdictWord = z.enum(["allow", "deny", "ask"])
const verdictOutcome = z.enum(["ran", "failed", "blocked", "lifted", "rejected", "never-ran"])

const block = z.object({
  sequence: count,
  at: time,
  project: z.string(),
  session: z.string(),
  rootSession: z.string(),
  agent: z.string(),
  tool: z.string(),
  /** `ask` is a denial that a person may lift once. */
  verdict: verdictWord,
  rule: z.string(),
  reason: z.string().nullable(),
  /** What was judged, redacted and cut. */
  subject: z.string().nullable(),
  evidence: z.string().nullable(),
  outcome: verdictOutcome.nullable(),
  /** The next call of its session. */
  next: z
    .object({
      tool: z.string(),
      verdict: verdictWord,
      outcome: verdictOutcome.nullable(),
      exitCode: z.int().nullable(),
    })
    .nullable(),
})
export type BlockOfDashboard = z.infer<typeof block>

/** The newest first, at most MOST_ROWS; the counts are of all. */
export const blocksSchema = z.object({
  ...period,
  total: count,
  /** What a person let pass afterwards. */
  lifted: count,
  /** Those after which the next call of the session was another one, and was allowed. */
  wentOn: count,
  byRule: z.array(z.object({ rule: z.string(), count, lifted: count, wentOn: count })),
  newest: z.array(block),
})
export type BlocksOfDashboard = z.infer<typeof blocksSchema>

/** A call comes again as it changes: `id` tells that it is the same one. */
export const feedEventSchema = z.discriminatedUnion("type", [
  callLine.extend({ type: z.literal("call"), sequence: count }),
  block.omit({ rule: true, next: true }).extend({
    type: z.literal("verdict"),
    rule: z.string().nullable(),
    exitCode: z.int().nullable(),
    /** A person let this action pass once. */
    lifted: z.boolean(),
  }),
  z.object({
    type: z.literal("lift"),
    sequence: count,
    at: time,
    /** In words, such as "the daily budget". */
    name: z.string(),
    /** null is no limit. */
    limitUsd: z.number().nullable(),
    session: z.string().nullable(),
    until: time.nullable(),
    by: z.string(),
  }),
  z.object({
    type: z.literal("alert"),
    at: time,
    key: z.string(),
    level: z.enum(["info", "warning", "error"]),
    text: z.string(),
  }),
])
export type FeedEvent = z.infer<typeof feedEventSchema>

/**
 * `api/feed.json`: the newest first, at most MOST_ROWS; verdicts without those that allowed. Live: `api/events` is the
 * same by server-sent events, oldest first: `event: feed`, `data` is one FeedEvent, and `id` is a cursor that the
 * browser sends back as Last-Event-ID. The stream begins where `?after=CURSOR` says, else with what comes next.
 */
export const feedSchema = z.object({
  ...period,
  /** Where the live events go on. */
  cursor: z.string(),
  events: z.array(feedEventSchema),
})
export type FeedDocument = z.infer<typeof feedSchema>

/** The newest first, at most MOST_ROWS. */
export const sessionsSchema = z.object({
  ...period,
  sessions: z.array(
    totals.extend({
      session: z.string(),
      project: z.string(),
      /** Hours of its first and last call. */
      firstAt: time,
      lastAt: time,
    }),
  ),
  left: count,
})
export type SessionsDocument = z.infer<typeof sessionsSchema>

/** What the same tokens had cost with a tier's first model; null where its price is not known. */
const elsewhere = z.array(
  z.object({ tier, model: z.string(), costNano: nano.nullable(), costUsd: z.number().nullable() }),
)

/** `api/session.json?session=ID`; turns and calls in the order they began. */
export const sessionSchema = z.object({
  ...period,
  session: z.string(),
  project: z.string().nullable(),
  totals,
  elsewhere,
  turns: z.array(
    z.object({
      turn: z.string(),
      startedAt: time,
      endedAt: time.nullable(),
      class: z.enum(CLASSES).nullable(),
      tier: tier.nullable(),
      cause: z.string(),
      signals: z.array(z.string()),
      modelAsked: z.string(),
      /** In the order they were used. */
      models: z.array(z.string()),
      costNano: nano,
      costUsd: z.number(),
      inputTokens: count,
      cachedTokens: count,
      outputTokens: count,
      reasoningTokens: count,
      elsewhere,
      calls: z.array(callLine),
      /** What was blocked while it ran. */
      blocks: z.array(block.omit({ next: true })),
    }),
  ),
  /** Calls that are not among the turns: there are too many, or their rows are older than the ledger keeps. */
  left: count,
  /** They are older. */
  pruned: z.boolean(),
})
export type SessionDocument = z.infer<typeof sessionSchema>
export type TurnOfDashboard = SessionDocument["turns"][number]

/** Without secrets: their names and whether they are set, never what they are. */
export const settingsSchema = z.object({
  v,
  at: time,
  project: z.string(),
  /** Set where a file can not be used: Ralex makes no call then. */
  error: z.string().nullable(),
  /** What was ignored, and why. */
  notices: z.array(z.string()),
  sources: z.array(
    z.object({
      kind: z.enum(["defaults", "user", "project", "options", "environment"]),
      /** The file's path, or what else it is called. */
      name: z.string(),
      /** null where there is nothing to trust. */
      trusted: z.boolean().nullable(),
    }),
  ),
  settings: z.array(
    z.object({
      /** Such as `budgets.daily`. */
      key: z.string(),
      /** As JSON. */
      value: z.string(),
      /** One of the sources' kinds. */
      kind: z.enum(["defaults", "user", "project", "options", "environment"]),
      from: z.string(),
    }),
  ),
})
export type SettingsDocument = z.infer<typeof settingsSchema>

/** What each view answers. */
export const viewSchemas = {
  overview: overviewSchema,
  series: seriesSchema,
  groups: groupsSchema,
  latency: latencySchema,
  health: healthSchema,
  fallbacks: fallbacksSchema,
  blocks: blocksSchema,
  feed: feedSchema,
  sessions: sessionsSchema,
  session: sessionSchema,
  settings: settingsSchema,
} as const satisfies Record<ViewName, z.ZodType>

export type ViewDocuments = { [Name in ViewName]: z.infer<(typeof viewSchemas)[Name]> }
