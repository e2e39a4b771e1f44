// The recorded failures of fixtures/failures/: what came over the wire, and what it is.
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Failure, FailureKind } from "../../provider/failure.ts"

export interface Recorded {
  status: number
  headers: Record<string, string>
  body: string
}

const folder = join(import.meta.dir, "fixtures", "failures")

export const recordedNames = readdirSync(folder)
  .filter((name) => name.endsWith(".http"))
  .map((name) => name.slice(0, -".http".length))

export function recorded(name: string): Recorded {
  const text = readFileSync(join(folder, `${name}.http`), "utf8")
  const end = text.indexOf("\n\n")
  const [statusLine = "", ...headers] = text.slice(0, end).split("\n")
  return {
    status: Number(statusLine.split(" ")[1]),
    headers: Object.fromEntries(headers.map((line) => line.split(": ", 2) as [string, string])),
    body: text.slice(end + 2),
  }
}

/** When the recorded answers are read. */
export const READ_AT = Date.parse("2026-04-28T12:00:00Z")

type Expected = Partial<Failure> & { kind: FailureKind }

export const expectedFailures: Record<string, Expected> = {
  "rate-limited-upstream": {
    kind: "rate-limited",
    provider: "BaseTen",
    detail:
      "[BaseTen] z-ai/glm-5.3-flash is temporarily rate-limited upstream. Please retry shortly, or add your own key to accumulate your rate limits: https://openrouter.ai/settings/integrations",
  },
  "rate-limited-retry-after": { kind: "rate-limited", retryAfterMs: 7_000, detail: "Rate limit exceeded" },
  "rate-limited-cloudflare": { kind: "rate-limited", detail: "[Kluster] error code: 1015" },
  "rate-limited-free-day": { kind: "rate-limited", retryAfterMs: 12 * 3_600_000, allFree: true },
  "overloaded-retryable": { kind: "overloaded", retryAfterMs: 2_000, detail: "[Anthropic] Overloaded" },
  "overloaded-529": { kind: "overloaded", detail: "[Anthropic] Overloaded" },
  "unavailable-502": { kind: "unavailable", detail: "Provider disconnected mid-stream" },
  "unavailable-masked": { kind: "unavailable", detail: "Internal Server Error" },
  "unavailable-not-json": { kind: "unavailable", detail: "status 502" },
  "unavailable-in-stream": {
    kind: "unavailable",
    detail: "Worker local total request limit reached (33/32)",
    begun: true,
  },
  "unavailable-native-reason": { kind: "unavailable", provider: "Stealth", begun: true },
  "timeout-504": { kind: "timeout", provider: "Together" },
  "timeout-524": { kind: "timeout" },
  "timeout-408": { kind: "timeout" },
  "context-overflow-typed": { kind: "context-overflow" },
  "context-overflow-raw": {
    kind: "context-overflow",
    detail: "[Anthropic] prompt is too long: 210194 tokens > 200000 maximum",
  },
  "context-overflow-413": { kind: "context-overflow" },
  "out-of-credit-affordable": { kind: "out-of-credit", affordableTokens: 27_342 },
  "out-of-credit-typed": { kind: "out-of-credit" },
  "out-of-credit-cap": { kind: "out-of-credit" },
  "key-budget-daily": { kind: "key-budget" },
  "key-budget-organisation": { kind: "key-budget" },
  "key-budget-402": { kind: "key-budget" },
  "bad-key-unknown": { kind: "bad-key" },
  "bad-key-missing": { kind: "bad-key" },
  "moderated-input": { kind: "moderated", provider: "Anthropic" },
  "moderated-guardrail": { kind: "moderated" },
  "moderated-typed": {
    kind: "moderated",
    detail:
      "[Azure] The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
  },
  "moderated-in-stream": { kind: "moderated", billable: false, provider: "Google" },
  "refused-typed": { kind: "refused" },
  "refused-403": { kind: "refused" },
  "model-gone-unknown": { kind: "model-gone", detail: "openai/gpt-9 is not a valid model ID" },
  "model-gone-no-tools": { kind: "model-gone" },
  "model-gone-region": { kind: "model-gone" },
  "model-gone-free-ended": { kind: "model-gone" },
  "model-gone-503": { kind: "model-gone" },
  "bad-request-provider": {
    kind: "bad-request",
    detail:
      "[Anthropic] messages.3: `tool_use` ids were found without `tool_result` blocks immediately after: call_7.",
  },
  "bad-request-422": { kind: "bad-request" },
  "empty-unpaid": { kind: "empty", billable: false, provider: "OpenAI" },
  "malformed-chunk": { kind: "malformed", billable: true },
  "malformed-page": { kind: "malformed", billable: false },
  "cut-off-no-end": { kind: "cut-off", billable: true, provider: "OpenAI" },
}
