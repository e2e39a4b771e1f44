// ralex.yaml as one zod schema: the only home of its keys, their defaults and their descriptions.
import * as z from "zod"
import { cache } from "./cache-schema.ts"
import { ci } from "./ci-schema.ts"
import { safety } from "./safety-schema.ts"
import { CLASSES, TIERS } from "./tiers.ts"
import { workflows } from "./workflows-schema.ts"

const modelId = z
  .string()
  .regex(
    /^[\w.-]+(?:\/[\w.:@+-]+)+$/,
    "an OpenRouter model id such as google/gemini-3.8-flash, or a model of your upstreams such as local/qwen3",
  )
const models = z.array(modelId).min(1)
const usd = z.number().nonnegative().nullable()
const tier = z.enum(TIERS)
const percent = z.number().min(0).max(100).nullable()
const cap = z.int().min(1).nullable()
const projectPath = z.string().regex(/^(\/|~(\/|$)|[A-Za-z]:[\\/])/, "an absolute path, or one from ~/")
const webhook = z.url({ protocol: /^https?$/, error: "an http or https URL" })

/** What a limit is taken over, from the narrowest to the widest. */
export const budgetScopes = ["call", "turn", "session", "run", "daily", "weekly", "monthly"] as const
export type BudgetScope = (typeof budgetScopes)[number]

/** Limits for a part of the spend; the same scopes as for all of it. */
const partBudgets = z.strictObject({
  call: usd.optional(),
  turn: usd.optional(),
  session: usd.optional(),
  run: usd.optional(),
  daily: usd.optional(),
  weekly: usd.optional(),
  monthly: usd.optional(),
})

const budgets = z.strictObject({
  call: usd.default(null).describe("USD one model call may cost at most."),
  turn: usd
    .default(null)
    .describe("USD one ask may cost at most, its whole tool loop and its subagents included."),
  session: usd.default(null).describe("USD a session may cost at most, all its subagents included."),
  run: usd.default(null).describe("USD one run of OpenCode may cost at most, all its sessions included."),
  daily: usd.default(null).describe("USD a UTC day."),
  weekly: usd.default(null).describe("USD a UTC week; it starts on Monday."),
  monthly: usd.default(null).describe("USD a UTC month."),
  projects: z
    .record(projectPath, partBudgets)
    .default({})
    .describe("Limits by project folder, such as ~/work/shop: { daily: 2 }. They hold beside all others."),
  agents: z
    .record(z.string(), partBudgets)
    .default({})
    .describe("Limits by OpenCode agent, such as explore: { daily: 1 }. They hold beside all others."),
  tiers: z
    .partialRecord(tier, partBudgets)
    .default({})
    .describe("Limits by tier, such as premium: { weekly: 5 }. They hold beside all others."),
  models: z
    .record(z.string(), partBudgets)
    .default({})
    .describe("Limits by model id, such as openai/gpt-6-sol: { daily: 1 }. They hold beside all others."),
  callsPerTurn: cap
    .default(2000)
    .describe("Model calls one ask may make at most, its subagents' included; null is no cap."),
  callsPerMinute: cap
    .default(120)
    .describe(
      "Model calls one ask may make in one session within any minute, against a malformed answer that makes OpenCode loop; null is no cap.",
    ),
  soft: z
    .strictObject({
      smart: percent
        .default(80)
        .describe("Once this percentage of any limit is spent, premium comes down to smart; null is never."),
      cheap: percent
        .default(90)
        .describe("Once this percentage of any limit is spent, smart comes down to cheap; null is never."),
    })
    .prefault({})
    .describe("How the dearest tier in use comes down before a limit is reached."),
  onLimit: z
    .enum(["degrade", "stop"])
    .default("degrade")
    .describe("At a limit: degrade goes on with free models, stop refuses."),
  onLedgerLoss: z
    .enum(["failClosed", "failOpen"])
    .default("failClosed")
    .describe(
      "While a PostgreSQL ledger can not be reached: failClosed makes no paid call that a limit holds for, failOpen spends up to the allowance.",
    ),
  allowance: z
    .number()
    .nonnegative()
    .default(0)
    .describe("USD that failOpen may spend on this machine while the ledger can not be reached."),
})

const alerts = z.strictObject({
  at: z
    .array(z.int().min(1).max(100))
    .overwrite((percents) => [...new Set(percents)].toSorted((low, high) => low - high))
    .default([50, 80, 95, 100])
    .describe("Percentages of each limit at which you are told, once a window."),
  webhook: webhook
    .nullable()
    .default(null)
    .describe(
      "Where alerts are posted as Slack-compatible JSON; signed when RALEX_WEBHOOK_SECRET is set. Keep the URL secret.",
    ),
  desktop: z.boolean().default(false).describe("Alerts are shown as desktop notifications, too."),
  spike: z
    .number()
    .min(1)
    .nullable()
    .default(3)
    .describe(
      "You are told when a day costs this many times the daily mean of the week before; null is never.",
    ),
  forecast: z
    .boolean()
    .default(true)
    .describe("You are told when a limit is likely to be met in its window."),
})

const seconds = z.number().positive().max(86_400)

const times = {
  connect: seconds.optional(),
  firstToken: seconds.optional(),
  idle: seconds.optional(),
  total: seconds.optional(),
}

const calls = z.strictObject({
  attempts: z
    .int()
    .min(1)
    .max(20)
    .default(6)
    .describe("Upstream calls that one model call may take at most, all fallbacks included."),
  connect: seconds.default(60).describe("Seconds until the upstream answers at all."),
  firstToken: seconds.default(120).describe("Seconds until the first token of an answer."),
  idle: seconds.default(300).describe("Seconds between two parts of an answer."),
  total: seconds.default(1800).describe("Seconds that a model call may take, all fallbacks included."),
  tiers: z
    .partialRecord(tier, z.strictObject(times))
    .default({})
    .describe("Other times for a tier, such as premium: { firstToken: 300 }."),
  hedge: z
    .boolean()
    .default(false)
    .describe(
      "Where a first token is later than 99 % of the model's own, the next model is asked as well and the faster one answers. Both cost.",
    ),
  goOn: z
    .boolean()
    .default(false)
    .describe(
      "An answer that breaks off in its middle is gone on with by the next call, twice in a row at most; else the turn ends there and says so.",
    ),
  inFlight: z
    .int()
    .min(1)
    .default(64)
    .describe("Calls that this process makes at the same time; the others wait, each session in its turn."),
  rateLimits: z
    .record(
      z.string(),
      z.strictObject({ requests: z.int().min(1).optional(), tokens: z.int().min(1).optional() }),
    )
    .default({ "*:free": { requests: 20 } })
    .describe(
      "Requests and prompt tokens a minute with each key, by model id or by its end after a *, such as openai/gpt-6-sol: { tokens: 200000 }.",
    ),
})

const verify = z.strictObject({
  run: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The command that says whether work is done, such as bun test. Ralex runs it when a model that changed files ends its answer.",
    ),
  timeout: z.number().positive().max(3600).default(300).describe("Seconds that `verify.run` may take."),
  onFailure: z
    .enum(["off", "ask", "raise"])
    .optional()
    .describe(
      "raise: the session goes on with the next tier. ask: you are told, and nothing else happens. off: nothing is judged. Left out: raise where `verify.run` is set (in guard mode ask), else off.",
    ),
  attempts: z
    .int()
    .min(0)
    .max(5)
    .default(2)
    .describe("Times that one ask may be raised to a dearer tier because its work failed."),
  cheapFirst: z
    .boolean()
    .optional()
    .describe(
      "Hard work that `verify.run` can judge begins one tier lower, and is raised when it fails. Left out: true, but in profile quality false.",
    ),
})

const outbound = z.strictObject({
  secrets: z
    .enum(["mask", "warn", "off"])
    .default("mask")
    .describe(
      "Keys, tokens and passwords in messages. mask: what is certainly one is replaced by a placeholder, of the rest you are told. warn: you are told of all. off: nothing is looked for.",
    ),
  toolResults: z
    .int()
    .min(2000)
    .nullable()
    .default(null)
    .describe(
      "Characters of one tool result that a model reads; of a longer one it gets the beginning, the end and the path of a file with all of it. null is no limit.",
    ),
})

/** What the request log holds of a call. */
export const LOG_LEVELS = ["off", "metadata", "full"] as const

const logging = z.strictObject({
  maxMegabytes: z
    .number()
    .min(1)
    .max(100_000)
    .default(64)
    .describe("Megabytes that all files of the request log take at most; the oldest go first."),
  files: z.int().min(2).max(100).default(8).describe("Files that those megabytes are spread over."),
})

const usdPerMillion = z.number().min(0).max(1_000_000)

const upstreamModel = z.strictObject({
  inputUsdPerMillion: usdPerMillion.describe("USD per million tokens of the prompt; 0 is free."),
  cachedInputUsdPerMillion: usdPerMillion
    .optional()
    .describe("USD per million tokens that were in its prompt cache; left out, as any other."),
  outputUsdPerMillion: usdPerMillion.describe("USD per million tokens of the answer; 0 is free."),
  context: z.int().min(1).describe("Tokens that prompt and answer have room in."),
  maxOutput: z.int().min(1).default(8192).describe("Tokens that an answer may have."),
  tools: z.boolean().default(true).describe("Whether it can call tools; without that it only writes titles."),
})

const upstream = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/, error: "an http or https URL such as http://127.0.0.1:11434/v1" })
    .refine((url) => !/^https?:\/\/[^/]*@/i.test(url), "it must be a URL without a password")
    .describe("Where /chat/completions is."),
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, "the name of an environment variable")
    .optional()
    .describe("The environment variable with its key; Ralex takes it out of the environment."),
  apiKeyCommand: z.string().min(1).optional().describe("A command that prints its key."),
  models: z
    .record(
      z.string().regex(/^[\w.:@+-]+(?:\/[\w.:@+-]+)*$/, "a model id such as qwen3-coder:30b"),
      upstreamModel,
    )
    .describe("Its models by their ids there."),
})

/** An endpoint of the person's own, beside OpenRouter. */
export type UpstreamConfig = z.infer<typeof upstream>

export const configSchema = z.strictObject({
  mode: z
    .enum(["off", "guard", "yolo"])
    .default("yolo")
    .describe(
      "off: no safety rules. guard: safety rules, and OpenCode asks as usual. yolo: safety rules, and nobody is asked. Budgets and routing work in each.",
    ),
  profile: z
    .enum(["frugal", "balanced", "quality"])
    .default("balanced")
    .describe("A preset of the tiers and of routing; keys that are written win over it."),
  tiers: z
    .strictObject({
      free: models.optional().describe("Models that cost nothing, used when a budget is used up."),
      cheap: models.optional().describe("Models for simple asks, titles and summaries."),
      smart: models.optional().describe("Models for complex asks."),
      premium: models.optional().describe("Models for asks where the thinking itself is hard."),
    })
    .default({})
    .describe(
      "Each tier is a list of models, OpenRouter's or of your upstreams: the first choice, then its fallbacks.",
    ),
  upstreams: z
    .record(
      z
        .string()
        .regex(/^[a-z][a-z0-9-]*$/, "a name in small letters such as local, and not openrouter")
        .refine((name) => name !== "openrouter", "another name: openrouter is OpenRouter itself"),
      upstream,
    )
    .default({})
    .describe(
      "Other OpenAI-compatible endpoints by name, with their keys, models and prices; a model of local is local/ID. See docs/upstreams.md.",
    ),
  baseline: modelId
    .optional()
    .describe(
      "The model that savings are measured against: the same tokens at its prices. Default: the smart tier's first model.",
    ),
  budgets: budgets.prefault({}).describe("Hard limits for paid calls, in USD; null is no limit."),
  routing: z
    .strictObject({
      agents: z
        .record(z.string(), tier)
        .default({})
        .describe(
          "A fixed tier for an OpenCode agent, such as general: smart. Left out, explore is cheap and plan at least smart.",
        ),
      classes: z
        .partialRecord(z.enum(CLASSES), tier)
        .default({})
        .describe("The tier for each class of ask; what is not written comes from the profile."),
      smartFrom: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe("A medium ask goes to the smart tier from this score on (0..1); default by profile."),
      llmTieBreak: z
        .boolean()
        .default(false)
        .describe(
          "Where the classifier is not sure, a cheap model is asked for the class: within the budget, at most 3 s.",
        ),
    })
    .prefault({})
    .describe("How asks become tiers."),
  calls: calls.prefault({}).describe("How one model call is made: times, attempts and rates."),
  safety: safety.prefault({}).describe("The rules for tool calls, and the sandbox around commands."),
  verify: verify.prefault({}).describe("How work is checked when a model says that it is done."),
  outbound: outbound.prefault({}).describe("What is done to messages before they go to a model."),
  workflows: workflows.prefault({}).describe("The commands for AgentOS's workflows; see docs/workflows.md."),
  alerts: alerts.prefault({}).describe("When and how you are told about money."),
  otel: z
    .strictObject({
      endpoint: webhook
        .nullable()
        .default(null)
        .describe(
          "Where a span of each model call is sent by OTLP/HTTP as JSON, such as http://127.0.0.1:4318; nothing of what was said is in it. null is nowhere.",
        ),
    })
    .prefault({})
    .describe("Traces for OpenTelemetry."),
  cache: cache.prefault({}).describe("What is given again without asking a model."),
  retention: z
    .strictObject({
      days: cap
        .default(365)
        .describe(
          "Days that single calls and decisions are kept; the sums of reports stay. null is for ever.",
        ),
    })
    .prefault({})
    .describe("How long the ledger keeps its rows."),
  log: z
    .enum(LOG_LEVELS)
    .default("metadata")
    .describe(
      "The request log in Ralex's data folder. metadata: what was decided, what it cost and how it ended. full: messages and answers, too, without their secrets. off: none.",
    ),
  logging: logging.prefault({}).describe("How much of the request log is kept."),
  ci: ci.prefault({}).describe("What `opencode run` tells a script, and whether this is CI."),
  apiKeyCommand: z
    .string()
    .min(1)
    .optional()
    .describe(
      "A command that prints your OpenRouter key, such as op read op://work/openrouter/key. It is asked once a process, and again when OpenRouter refuses the key. Only in your own ralex.yaml.",
    ),
})

/** ralex.yaml after defaults. */
export type Config = z.infer<typeof configSchema>
