// What one line of the request log holds. `v` comes first in each, by which a reader finds the beginning of a line that a
// full disk joined to another.
import * as z from "zod"

const nano = z.string().regex(/^-?\d+$/)
const count = z.number().nonnegative()

const place = {
  v: z.literal(1),
  at: z.iso.datetime(),
  project: z.string(),
  session: z.string(),
  rootSession: z.string(),
  agent: z.string(),
}

export const callEntrySchema = z.object({
  ...place,
  type: z.literal("call"),
  /** The id of its row in the ledger; null of a call that never got one. */
  id: z.string().nullable(),
  run: z.string(),
  turn: z.string(),
  class: z.string().nullable(),
  tier: z.string().nullable(),
  cause: z.string(),
  signals: z.array(z.string()),
  modelAsked: z.string(),
  /** Who answered; null where nobody did. */
  model: z.string().nullable(),
  /** "openrouter", or an endpoint of the person's own. */
  provider: z.string(),
  /** Who ran the model, as OpenRouter names it. */
  host: z.string().nullable(),
  generationId: z.string().nullable(),
  status: z.enum(["settled", "estimated", "unreconciled", "unanswered"]),
  /** "ok", or how it failed; "refused" where nobody was asked. */
  outcome: z.string(),
  /** What the person was told of a call without an answer. */
  error: z.string().nullable(),
  /** Tries that failed before, in their order. */
  failures: z.array(
    z.object({
      at: z.iso.datetime(),
      model: z.string(),
      kind: z.string(),
      detail: z.string(),
      provider: z.string().nullable(),
    }),
  ),
  attempts: count,
  costNano: nano,
  baselineNano: nano,
  inputTokens: count,
  cachedTokens: count,
  cacheWriteTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  timeToFirstTokenMs: z.number().nullable(),
  durationMs: z.number(),
  /** Only in `full`: what was sent, as the model read it. */
  request: z.record(z.string(), z.unknown()).optional(),
  /** Only in `full`. */
  answer: z.record(z.string(), z.unknown()).optional(),
  /** Why there is no content though it is asked for. */
  leftOut: z.string().optional(),
})

const verdictEntry = z.object({
  ...place,
  type: z.literal("verdict"),
  tool: z.string(),
  /** OpenCode's id of the tool call. */
  call: z.string().nullable(),
  verdict: z.enum(["allow", "deny", "ask"]),
  rule: z.string().nullable(),
  reason: z.string().nullable(),
  lifted: z.boolean(),
  /** Only in `full`. */
  subject: z.string().optional(),
  /** Only in `full`. */
  evidence: z.string().optional(),
})

const alertEntry = z.object({
  v: z.literal(1),
  at: z.iso.datetime(),
  type: z.literal("alert"),
  key: z.string(),
  level: z.enum(["info", "warning", "error"]),
  text: z.string(),
})

export const logEntrySchema = z.discriminatedUnion("type", [callEntrySchema, verdictEntry, alertEntry])
export type LogEntry = z.infer<typeof logEntrySchema>
export type CallEntry = Extract<LogEntry, { type: "call" }>
export type VerdictEntry = Extract<LogEntry, { type: "verdict" }>
