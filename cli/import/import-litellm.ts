// A LiteLLM proxy's config.yaml as ralex.yaml: models, fallbacks, budgets, rates and times. Pure.
import * as z from "zod"
import { Collector } from "./collector.ts"
import type { Imported } from "./imported.ts"
import { withoutProvider } from "./openrouter-id.ts"
import { windowOf } from "./window-of.ts"

const amount = z.coerce.number().nonnegative()
const chains = z.array(z.record(z.string(), z.array(z.string()))).default([])

const deploymentSchema = z.looseObject({
  model_name: z.string(),
  litellm_params: z.looseObject({
    model: z.string(),
    api_base: z.string().optional(),
    api_key: z.string().optional(),
    rpm: amount.optional(),
    tpm: amount.optional(),
    max_budget: amount.optional(),
    budget_duration: z.string().optional(),
    input_cost_per_token: amount.optional(),
    output_cost_per_token: amount.optional(),
  }),
  model_info: z
    .looseObject({
      max_input_tokens: amount.optional(),
      input_cost_per_token: amount.optional(),
      output_cost_per_token: amount.optional(),
    })
    .default({}),
})

const settings = z.looseObject({
  fallbacks: chains,
  context_window_fallbacks: chains,
  content_policy_fallbacks: chains,
  num_retries: amount.optional(),
  request_timeout: amount.optional(),
  timeout: amount.optional(),
  stream_timeout: amount.optional(),
  max_budget: amount.optional(),
  budget_duration: z.string().optional(),
  cache: z.boolean().optional(),
  cache_params: z.looseObject({ ttl: amount.optional() }).optional(),
})

export const litellmSchema = z.looseObject(
  {
    model_list: z.array(deploymentSchema, "must be a list of models").min(1, "must name a model"),
    litellm_settings: settings.prefault({}),
    router_settings: settings.prefault({}),
  },
  "must have a model_list",
)

type Deployment = z.infer<typeof deploymentSchema>

/** What Ralex does in another way, or not at all, by the keys of LiteLLM. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  general_settings:
    "there is no proxy, so it has no master key, no database of keys and no users; a team shares a ledger by RALEX_LEDGER=postgres://…",
  routing_strategy: "Ralex asks a tier's models in their order and leaves out those that rest after failures",
  success_callback: "see docs/metrics.md for Prometheus and OpenTelemetry",
  failure_callback: "see docs/metrics.md for Prometheus and OpenTelemetry",
  callbacks: "see docs/metrics.md for Prometheus and OpenTelemetry",
  alerting: "see docs/alerts.md; alerts.webhook takes an address",
  guardrails: "Ralex masks secrets by itself; see docs/security.md",
  cooldown_time: "how long a model rests follows from how it failed; see docs/failures.md",
  allowed_fails: "how long a model rests follows from how it failed; see docs/failures.md",
  redis_host: "the ledger is shared by RALEX_LEDGER=postgres://…, nothing else is needed",
  model_group_alias: "name the model itself, or a tier",
  environment_variables: "set them where you start OpenCode",
  drop_params: "OpenRouter leaves out what a model does not take",
  default_fallbacks: "each tier has a list of its own; write them at its end",
  content_policy_fallbacks: "who is asked after a refusal stands next in the tier",
  provider_budget_config: "limits hold by model, tier, agent or project; see docs/money.md",
  include: "what stands in other files was not read; import each",
}

const READ = new Set([...Object.keys(litellmSchema.shape), ...Object.keys(settings.shape)])
const READ_OF_MODEL = new Set(Object.keys(deploymentSchema.shape.litellm_params.shape))

export function importLitellm(document: z.infer<typeof litellmSchema>): Imported {
  const { model_list: deployments, litellm_settings: general, router_settings: router } = document
  const into = new Collector()
  for (const deployment of deployments) addDeployment(deployment, into)
  const fallbacks = [...general.fallbacks, ...router.fallbacks].flatMap((chain) => Object.entries(chain))
  for (const [from, to] of fallbacks) addFallbacks(from, to, deployments, into)
  if (general.context_window_fallbacks.length + router.context_window_fallbacks.length > 0)
    into.note("context_window_fallbacks: a model that can not take the prompt is left out by itself.")
  addLimits(general, into)
  addCalls({ ...router, ...general }, into)
  noteTheRest({ ...document, ...general, ...router }, deployments, into)
  return into.finish()
}

function noteTheRest(
  settings: Record<string, unknown>,
  deployments: readonly Deployment[],
  into: Collector,
): void {
  const there = Object.keys(settings).filter((key) => !isEmpty(settings[key]))
  for (const key of there) if (Object.hasOwn(ELSEWHERE, key)) into.note(`${key}: ${ELSEWHERE[key]}.`)
  into.noteUnread(
    "Settings",
    there.filter((key) => !READ.has(key) && !Object.hasOwn(ELSEWHERE, key)),
  )
  const ofModels = deployments.flatMap(({ litellm_params: given }) => Object.keys(given))
  into.noteUnread(
    "Keys of models",
    ofModels.filter((key) => !READ_OF_MODEL.has(key)),
  )
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

function addDeployment(
  { model_name: alias, litellm_params: given, model_info: info }: Deployment,
  into: Collector,
): void {
  const perMillion = (one?: number, other?: number) => (one ?? other ?? 0) * 1_000_000
  into.addModel({
    alias,
    model: given.model,
    own: withoutProvider(given.model),
    baseUrl: given.api_base,
    key: given.api_key,
    context: info.max_input_tokens,
    inputUsdPerMillion: perMillion(given.input_cost_per_token, info.input_cost_per_token),
    outputUsdPerMillion: perMillion(given.output_cost_per_token, info.output_cost_per_token),
  })
  const rate = {
    ...(given.rpm ? { requests: Math.round(given.rpm) } : {}),
    ...(given.tpm ? { tokens: Math.round(given.tpm) } : {}),
  }
  if (Object.keys(rate).length > 0) into.addRate(alias, rate)
  if (given.max_budget !== undefined)
    into.note(
      `max_budget of ${alias}: write it as budgets.models in ralex.yaml, such as { "MODEL": { daily: ${given.max_budget} } }.`,
    )
}

/** A group's fallbacks stand behind it in its tier. */
function addFallbacks(
  from: string,
  to: readonly string[],
  deployments: readonly Deployment[],
  into: Collector,
): void {
  const known = new Set(deployments.map(({ model_name }) => model_name))
  for (const name of to) {
    if (known.has(name)) into.follow(from, name)
    else into.note(`fallbacks of ${from}: ${name} is no model of the list.`)
  }
}

function addLimits(
  { max_budget: usd, budget_duration: duration }: z.infer<typeof settings>,
  into: Collector,
): void {
  if (usd === undefined || usd === 0) return
  const window = windowOf(duration)
  if (window) into.addBudget(window, usd)
  else
    into.note(
      `max_budget of ${usd} for ${duration ?? "all time"}: Ralex counts by day, week and month; choose one with \`ralex budget set\`.`,
    )
}

function addCalls(
  {
    num_retries: retries,
    request_timeout,
    timeout = request_timeout,
    stream_timeout,
    cache,
    cache_params,
  }: z.infer<typeof settings>,
  into: Collector,
): void {
  if (retries !== undefined) into.addCalls({ attempts: retries + 1 })
  if (timeout !== undefined) into.addCalls({ total: timeout })
  if (stream_timeout !== undefined) into.addCalls({ firstToken: stream_timeout })
  if (cache) into.addCache(cache_params?.ttl ?? 3_600)
}
