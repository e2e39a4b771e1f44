// The shapes of everything that `ralex` prints for programs. Frozen once shipped: additions only. Documents carry
// `v: 1`, lines do not. Money is nano-dollars as a string (`…Nano`) and USD as a number for people (`…Usd`).
import * as z from "zod"
import { budgetScopes, CLASSES, TIERS } from "../config/index.ts"
import { callEntrySchema, reportGroups } from "../ledger/index.ts"
import { outcomeSchema } from "./block-schema.ts"
import { explanationSchema } from "./explanation-schema.ts"

const v = z.literal(1)
const nano = z.string().regex(/^-?\d+$/)
const count = z.int().nonnegative()

/** A line that could not be answered. */
export const badLineSchema = z.object({ id: z.unknown().optional(), error: z.string() })

const classification = z.object({
  class: z.enum(CLASSES),
  tier: z.enum(TIERS),
  confidence: z.number().min(0).max(1),
  /** The estimated probability that a cheap model is not enough. */
  score: z.number().min(0).max(1),
  reasons: z.array(z.string()),
})

/** `ralex classify --jsonl`: `id` as it came. */
export const classifyLineSchema = classification.extend({ id: z.unknown().optional() })

const predictedCost = z.object({
  tier: z.enum(TIERS),
  model: z.string(),
  /** Half of such turns cost less. */
  p50Nano: nano,
  p50Usd: z.number(),
  /** Nine in ten cost less. */
  p90Nano: nano,
  p90Usd: z.number(),
})

/** `ralex classify --json`; the last two with `--explain`. */
export const classifyDocumentSchema = classification.extend({
  v,
  /** What spoke for the class or, below 0, against it; the strongest first. */
  pulls: z.array(z.object({ feature: z.string(), pull: z.number() })).optional(),
  /** The first model of each tier, and what the ask would likely cost on it. */
  candidates: z.array(predictedCost).optional(),
})

/** `ralex estimate --json`: one ask with all the model calls that it leads to. */
export const estimateDocumentSchema = predictedCost.extend({
  v,
  /** null where the agent's tier is fixed, so that nothing depends on it. */
  class: z.enum(CLASSES).nullable(),
  /** Half of such turns use more; `input` holds the cached. */
  tokens: z.object({ input: count, cached: count, output: count }),
  basis: z.object({
    /** Own turns that it learned from. */
    turns: count,
    /** Those of the same class and tier among them. */
    sameKind: count,
    /** The shipped priors weigh at least as much as those. */
    prior: z.boolean(),
  }),
  /** The same ask on each tier, cheapest first. */
  alternatives: z.array(predictedCost),
})
export type EstimateDocument = z.infer<typeof estimateDocumentSchema>

const verdict = z.object({
  /** `ask` is denied, but a person may lift it once. */
  verdict: z.enum(["allow", "deny", "ask"]),
  rule: z.string().nullable(),
  reason: z.string().nullable(),
})

export type ClassifyDocument = z.infer<typeof classifyDocumentSchema>

/** `ralex check --json`; what is in `explanationSchema` with `--explain`. */
export const checkDocumentSchema = verdict.extend({
  v,
  suggestion: z.string().nullable(),
  /** What the rule found. */
  evidence: z.string().nullable(),
  /** Why nothing would be lost, where a rule would have denied it. */
  because: z.string().optional(),
  ...explanationSchema.shape,
})
export type CheckDocument = z.infer<typeof checkDocumentSchema>
/** `ralex check --jsonl` */
export const checkLineSchema = verdict.extend({ id: z.unknown().optional() })

/** `ralex trust --json` */
export const trustDocumentSchema = z.object({
  v,
  project: z.string(),
  files: z.array(z.object({ file: z.string(), hash: z.string().length(64), wasTrusted: z.boolean() })),
})
export type TrustDocument = z.infer<typeof trustDocumentSchema>

/** `ralex doctor --json` */
export const doctorDocumentSchema = z.object({
  v,
  /** No finding fails. */
  ok: z.boolean(),
  findings: z.array(
    z.object({
      id: z.string(),
      level: z.enum(["ok", "warn", "fail"]),
      message: z.string(),
      fix: z.string().nullable(),
    }),
  ),
})
export type DoctorDocument = z.infer<typeof doctorDocumentSchema>
export type Finding = DoctorDocument["findings"][number]

/** `ralex ci --json` */
export const ciDocumentSchema = z.object({
  v,
  /** Whose runner this is; null outside of CI. */
  host: z.enum(["github", "gitlab", "other"]).nullable(),
  /** In a pull request the commit whose settings count. */
  base: z.string().nullable(),
  /** Files that steer OpenCode or Ralex and that the pull request changes, as paths from the project's root. */
  changed: z.array(z.string()),
  /** Those of them that are as the base has them now. */
  restored: z.array(z.string()),
  /** Why OpenCode would run unguarded. */
  findings: doctorDocumentSchema.shape.findings,
})
export type CiDocument = z.infer<typeof ciDocumentSchema>

/** What a limit counts; an empty one counts everything. */
const part = z.object({
  project: z.string().optional(),
  agent: z.string().optional(),
  tier: z.enum(TIERS).optional(),
  model: z.string().optional(),
})

/**
 * `ralex budget --json`; a limit of null is none. First one row for each scope, with the limit that leaves least of
 * those for everything and for this project; then all other limits that hold here, each with its part.
 */
export const budgetDocumentSchema = z.object({
  v,
  at: z.iso.datetime(),
  onLimit: z.enum(["degrade", "stop"]),
  budgets: z.array(
    z.object({
      scope: z.enum(budgetScopes),
      limitNano: nano.nullable(),
      limitUsd: z.number().nullable(),
      /** What counts against the limit; null for a scope without a sum of its own here (no session named; a call). */
      countedNano: nano.nullable(),
      countedUsd: z.number().nullable(),
      /** The part of it that is held or estimated. */
      pendingNano: nano.nullable(),
      leftNano: nano.nullable(),
      leftUsd: z.number().nullable(),
      /** When its window ends; null for a scope without one. */
      resetsAt: z.iso.datetime().nullable(),
      crossed: z.boolean(),
      part,
      /** The file or variable that set it; null where no limit is set. */
      setBy: z.string().nullable(),
      /** A person's word by which the limit is another one for a while; null when there is none. */
      lift: z
        .object({
          /** What `setBy` says. */
          insteadOfNano: nano,
          insteadOfUsd: z.number(),
          at: z.iso.datetime(),
          /** null is as long as the session. */
          until: z.iso.datetime().nullable(),
          /** Only in this root session; null is everywhere. */
          session: z.string().nullable(),
          by: z.string(),
        })
        .nullable(),
      /** null for a scope without a calendar window, and where nothing was spent that tells a rate. */
      forecast: z
        .object({
          perHourNano: nano,
          perHourUsd: z.number(),
          /** At the end of the window. */
          expectedNano: nano,
          expectedUsd: z.number(),
          /** null when the limit will not be met in this window, or there is none. */
          limitMetAt: z.iso.datetime().nullable(),
        })
        .nullable(),
    }),
  ),
})
export type BudgetDocument = z.infer<typeof budgetDocumentSchema>
export type BudgetRow = BudgetDocument["budgets"][number]

/** `ralex log --jsonl`, one of these a line. */
export const logLineSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("call"),
    sequence: count,
    at: z.iso.datetime(),
    id: z.string(),
    project: z.string(),
    session: z.string(),
    rootSession: z.string(),
    agent: z.string(),
    class: z.enum(CLASSES).nullable(),
    tier: z.enum(TIERS).nullable(),
    cause: z.string(),
    signals: z.array(z.string()),
    modelAsked: z.string(),
    modelUsed: z.string().nullable(),
    provider: z.string(),
    status: z.enum(["held", "settled", "estimated", "unreconciled"]),
    outcome: z.string().nullable(),
    costNano: nano,
    costUsd: z.number(),
    baselineNano: nano,
    heldNano: nano,
    inputTokens: count,
    cachedTokens: count,
    outputTokens: count,
    reasoningTokens: count,
    timeToFirstTokenMs: z.number().nullable(),
    durationMs: z.number().nullable(),
    attempts: count,
  }),
  z.object({
    type: z.literal("verdict"),
    sequence: count,
    at: z.iso.datetime(),
    project: z.string(),
    session: z.string(),
    agent: z.string(),
    tool: z.string(),
    verdict: z.enum(["allow", "deny", "ask"]),
    rule: z.string().nullable(),
    reason: z.string().nullable(),
    subject: z.string().nullable(),
    evidence: z.string().nullable(),
    outcome: outcomeSchema,
    exitCode: z.int().nullable(),
    /** A person let this action pass once. */
    lifted: z.boolean(),
  }),
  /** A person's word that a limit is another one for a while. */
  z.object({
    type: z.literal("lift"),
    sequence: count,
    at: z.iso.datetime(),
    scope: z.enum(budgetScopes),
    part,
    /** null is no limit. */
    limitNano: nano.nullable(),
    limitUsd: z.number().nullable(),
    /** The root session; null is everywhere. */
    session: z.string().nullable(),
    /** null is as long as the session. */
    until: z.iso.datetime().nullable(),
    /** How it was said. */
    by: z.string(),
  }),
  z.object({
    type: z.literal("alert"),
    at: z.iso.datetime(),
    /** What it is about, with its window. */
    key: z.string(),
    level: z.enum(["info", "warning", "error"]),
    text: z.string(),
  }),
])
export type LogLine = z.infer<typeof logLineSchema>

/** `ralex log --json` */
export const logDocumentSchema = z.object({ v, since: z.iso.datetime(), lines: z.array(logLineSchema) })
export type LogDocument = z.infer<typeof logDocumentSchema>

/** `ralex log --call ID --json`; entries have content only with `--full`. With `--jsonl` an entry a line. */
export const loggedCallDocumentSchema = z.object({
  v,
  /** Its row in the ledger, as of now. */
  call: logLineSchema.options[0].nullable(),
  /** Of the request log: one at each end of it. */
  entries: z.array(callEntrySchema),
})
export type LoggedCallDocument = z.infer<typeof loggedCallDocumentSchema>
export type CallLine = Extract<LogLine, { type: "call" }>
export type VerdictLine = Extract<LogLine, { type: "verdict" }>
export type LiftLine = Extract<LogLine, { type: "lift" }>
export type AlertLine = Extract<LogLine, { type: "alert" }>

/** `ralex reconcile --json` */
export const reconcileDocumentSchema = z.object({
  v,
  settled: count,
  /** Calls that count for less now, since their key was not billed for more. */
  lowered: count,
  kept: count,
  keptCalls: z.array(
    z.object({
      id: z.string(),
      generationId: z.string().nullable(),
      /** What the call counts as, at most. */
      boundNano: nano,
      boundUsd: z.number(),
    }),
  ),
  /** What the kept calls may have cost at most; it still counts as spent. */
  boundNano: nano,
  boundUsd: z.number(),
  /** Why it broke off; null when it did not. */
  failure: z.string().nullable(),
})
export type ReconcileDocument = z.infer<typeof reconcileDocumentSchema>

/** Right to within 4.5 %. */
const percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable()

const totals = z.object({
  calls: count,
  spentNano: nano,
  spentUsd: z.number(),
  /** Held for calls whose cost is not known. */
  pendingNano: nano,
  pendingUsd: z.number(),
  /** The same tokens at the baseline's prices. */
  baselineNano: nano,
  baselineUsd: z.number(),
  savedNano: nano,
  savedUsd: z.number(),
  savedShare: z.number().nullable(),
  /** What tokens read from prompt caches would have cost more as fresh ones. */
  cacheSavedNano: nano,
  cacheSavedUsd: z.number(),
  estimatedShare: z.number(),
  inputTokens: count,
  cachedTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  fallbacks: count,
  errors: count,
  timeToFirstTokenMs: percentiles,
  durationMs: percentiles,
})

/** `ralex report --json` */
export const reportDocumentSchema = z.object({
  v,
  since: z.iso.datetime().nullable(),
  until: z.iso.datetime(),
  totals,
  group: z.enum(reportGroups).nullable(),
  by: z.array(totals.extend({ key: z.string() })),
  blocks: z.object({
    total: count,
    byRule: z.array(z.object({ rule: z.string(), count })),
  }),
})
export type ReportDocument = z.infer<typeof reportDocumentSchema>

export { type BlocksDocument, blocksDocumentSchema } from "./block-schema.ts"
export { dashboardDocumentSchema } from "./dashboard-schema.ts"
export { type ImportDocument, importDocumentSchema } from "./import-schema.ts"
export { type ModelsDocument, modelsDocumentSchema } from "./models-schema.ts"
export { type TuneDocument, tuneDocumentSchema } from "./tune-schema.ts"
