// The error that OpenRouter sends, in a body or in the midst of a stream: its fields, and its words dug out of them.
import * as z from "zod"
import { redact } from "../ledger/index.ts"

const errorSchema = z.object({
  code: z.union([z.number(), z.string()]).nullish(),
  message: z.string().nullish(),
  metadata: z
    .looseObject({
      error_type: z.string().nullish().catch(undefined),
      provider_name: z.string().nullish().catch(undefined),
      /** The provider's own answer. */
      raw: z.unknown(),
      /** Of moderation. */
      reasons: z.unknown(),
      flagged_input: z.unknown(),
      /** Of a guardrail. */
      patterns: z.unknown(),
      /** Of OpenRouter's own limits. */
      headers: z.record(z.string(), z.unknown()).nullish().catch(undefined),
      limit_source: z.string().nullish().catch(undefined),
    })
    .partial()
    .nullish()
    .catch(undefined),
  /** Since August 2026; OpenRouter asks to go by `retryable` rather than by `code`. */
  availability: z
    .looseObject({
      code: z.string().nullish(),
      retryable: z.boolean().nullish(),
      retry_after: z.number().nullish(),
    })
    .partial()
    .nullish()
    .catch(undefined),
})

export type ErrorBody = z.infer<typeof errorSchema>

/** @returns undefined where it is none of OpenRouter's. */
export function readErrorBody(error: unknown): ErrorBody | undefined {
  const { data } = errorSchema.safeParse(error)
  return data && (data.code ?? data.message) ? data : undefined
}

export function parseErrorBody(text: string | undefined): ErrorBody | undefined {
  try {
    const body: unknown = JSON.parse(text ?? "")
    return typeof body === "object" && body && "error" in body ? readErrorBody(body.error) : undefined
  } catch {
    return undefined
  }
}

const MOST_CHARACTERS = 300

/** The provider's own words where there are any, else OpenRouter's; safe to keep and to show. */
export function wordsOf({ message, metadata }: ErrorBody): string {
  const words = dig(metadata?.raw, 0) ?? message ?? ""
  const from = metadata?.provider_name
  const reasons = Array.isArray(metadata?.reasons) ? ` (${metadata.reasons.join(", ")})` : ""
  return safeWords(`${from && words ? `[${from}] ` : ""}${words}${reasons}`)
}

/** Without secrets, on one line, no longer than a person reads. */
export function safeWords(text: string): string {
  // Bounded before it is searched for secrets, and after: a mask is longer than what it hides.
  const line = redact(text.slice(0, 20 * MOST_CHARACTERS))
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
  const points = [...line]
  return points.length > MOST_CHARACTERS ? `${points.slice(0, MOST_CHARACTERS - 1).join("")}…` : line
}

const FIELDS = ["message", "error", "detail", "details", "msg", "error_description"]
const DEEPEST = 6

/** The first sentence in an answer of unknown form: text, JSON, or JSON in JSON. */
function dig(raw: unknown, depth: number): string | undefined {
  if (depth > DEEPEST) return undefined
  if (typeof raw === "string") return raw.trim() === "" ? undefined : (dig(parsed(raw), depth + 1) ?? raw)
  if (Array.isArray(raw)) return dig(raw[0], depth + 1)
  if (typeof raw !== "object" || raw === null) return undefined
  const entries = new Map(Object.entries(raw))
  for (const field of FIELDS) {
    const found = dig(entries.get(field), depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
