// OpenRouter's own books, over its control plane: the key, the models, and what one generation cost.
import * as z from "zod"
import { getJson } from "./get-json.ts"
import type { Nano, Usage } from "./ledger.ts"
import { usdToNano } from "./money.ts"

export interface AccountOptions {
  baseUrl: string
  apiKey: string
}

/** Why upstream's books could not be read, with the sentence for the person. */
export interface AccountFailure {
  kind: "failed"
  reason: "bad-key" | "unreachable" | "refused"
  message: string
}

export type AccountAnswer<T> = { kind: "ok"; value: T } | AccountFailure

/** What `GET /key` says; amounts null when the key has no limit. Its windows are UTC, weeks from Monday. */
export interface KeyStatus {
  label: string
  limitNano: Nano | null
  limitLeftNano: Nano | null
  usedNano: Nano
  usedTodayNano: Nano
  usedThisWeekNano: Nano
  usedThisMonthNano: Nano
  expiresAt: Date | null
}

export interface Generation {
  costNano: Nano
  model: string
  usage: Omit<Usage, "cacheWriteTokens">
}

export interface OfferedModel {
  id: string
  /** It can call tools. */
  tools: boolean
  /** Nano-dollars per million tokens; undefined where it has none of its own, as routers. */
  price: { inputNano: Nano; outputNano: Nano } | undefined
}

export interface UpstreamAccount {
  key: () => Promise<AccountAnswer<KeyStatus>>
  /** What is offered now. */
  models: () => Promise<AccountAnswer<OfferedModel[]>>
  /** `unknown` is OpenRouter's 404: it writes a generation down some time after its end, or never had it. */
  generation: (id: string) => Promise<AccountAnswer<Generation> | { kind: "unknown" }>
}

const usd = z.number().nonnegative().transform(usdToNano)

const keySchema = z
  .object({
    label: z.string().default(""),
    limit: usd.nullish(),
    limit_remaining: z.number().transform(usdToNano).nullish(),
    usage: usd,
    usage_daily: usd,
    usage_weekly: usd,
    usage_monthly: usd,
    // What the person's own provider keys were billed, by OpenRouter's count; the ledger counts it as well.
    byok_usage: usd.default(0n),
    byok_usage_daily: usd.default(0n),
    byok_usage_weekly: usd.default(0n),
    byok_usage_monthly: usd.default(0n),
    // A date that can not be read is no reason to know nothing else of the key.
    expires_at: z.coerce.date().nullish().catch(null),
  })
  .transform(
    (key): KeyStatus => ({
      label: key.label,
      limitNano: key.limit ?? null,
      limitLeftNano: key.limit_remaining ?? null,
      usedNano: key.usage + key.byok_usage,
      usedTodayNano: key.usage_daily + key.byok_usage_daily,
      usedThisWeekNano: key.usage_weekly + key.byok_usage_weekly,
      usedThisMonthNano: key.usage_monthly + key.byok_usage_monthly,
      expiresAt: key.expires_at ?? null,
    }),
  )

/** USD per token as a string; routers have -1. */
const perToken = z.coerce.number().transform((usdPerToken) => usdToNano(Math.max(0, usdPerToken) * 1e6))

const offeredSchema = z
  .object({
    id: z.string(),
    supported_parameters: z.array(z.string()).default([]),
    pricing: z.object({ prompt: perToken, completion: perToken }).optional().catch(undefined),
  })
  .transform(({ id, supported_parameters: can, pricing }): OfferedModel => {
    const isPriced = id.endsWith(":free") || (pricing && (pricing.prompt > 0n || pricing.completion > 0n))
    const price =
      pricing && isPriced ? { inputNano: pricing.prompt, outputNano: pricing.completion } : undefined
    return { id, tools: can.includes("tools"), price }
  })

const modelsSchema = z.array(offeredSchema)

const tokens = z
  .int()
  .nonnegative()
  .nullish()
  .transform((count) => count ?? 0)

const generationSchema = z
  .object({
    model: z.string(),
    total_cost: usd,
    is_byok: z.boolean().nullish(),
    upstream_inference_cost: usd.nullish(),
    native_tokens_prompt: tokens,
    native_tokens_completion: tokens,
    native_tokens_reasoning: tokens,
    native_tokens_cached: tokens,
  })
  .transform(
    (found): Generation => ({
      model: found.model,
      // With the person's own provider key the total is only OpenRouter's fee; the provider bills the rest.
      costNano: found.total_cost + (found.is_byok ? (found.upstream_inference_cost ?? 0n) : 0n),
      usage: {
        inputTokens: found.native_tokens_prompt,
        cachedTokens: found.native_tokens_cached,
        outputTokens: found.native_tokens_completion,
        reasoningTokens: found.native_tokens_reasoning,
      },
    }),
  )

export function openAccount(options: AccountOptions): UpstreamAccount {
  const get = <T>(path: string, schema: z.ZodType<T>) => read(options, path, schema)
  return {
    key: async () => known(await get("/key", keySchema)),
    models: async () => known(await get("/models", modelsSchema)),
    generation: (id) => get(`/generation?id=${encodeURIComponent(id)}`, generationSchema),
  }
}

/** Without the `openai` package: loading it costs 40 ms and 19 MB, and the first answer of an hour leads here. */
async function read<T>(
  { baseUrl, apiKey }: AccountOptions,
  path: string,
  schema: z.ZodType<T>,
): Promise<AccountAnswer<T> | { kind: "unknown" }> {
  const reading = await getJson(`${baseUrl}${path}`, apiKey)
  if (reading.kind === "unreachable")
    return failed("unreachable", `${baseUrl} could not be reached; check the network and RALEX_BASE_URL.`)
  if (reading.kind === "status") return refusalOf(reading.status, baseUrl, path)
  const body = z.object({ data: schema }).safeParse(reading.body)
  if (body.success) return { kind: "ok", value: body.data.data }
  return failed(
    "refused",
    `${baseUrl} answered ${path} in a form that this version of Ralex does not know; update Ralex.`,
  )
}

function refusalOf(status: number, baseUrl: string, path: string): AccountFailure | { kind: "unknown" } {
  if (status === 404) return { kind: "unknown" }
  if (status === 401)
    return failed(
      "bad-key",
      `${baseUrl} does not accept the key; run \`opencode auth login\`, or set OPENROUTER_API_KEY to a valid one.`,
    )
  return failed("refused", `${baseUrl} refused ${path} with status ${status}; try again later.`)
}

function failed(reason: AccountFailure["reason"], message: string): AccountFailure {
  return { kind: "failed", reason, message }
}

/** Key and models are always there: a 404 is another server's. */
function known<T>(answer: AccountAnswer<T> | { kind: "unknown" }): AccountAnswer<T> {
  if (answer.kind !== "unknown") return answer
  return failed("refused", "RALEX_BASE_URL names no OpenRouter API; it usually ends in /api/v1.")
}
