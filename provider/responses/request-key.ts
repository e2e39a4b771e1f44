// What makes two calls the same: a hash of all that is asked, of whom, with whose key, and in which project. Pure.
import { createHash } from "node:crypto"
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider"
import type { Candidate } from "../decide.ts"
import { forgetChecks, withoutVerifyTool } from "../forget-checks.ts"
import type { Key } from "../session-keys.ts"
import type { Caller } from "../shake-hands.ts"

export interface KeyedCall {
  call: LanguageModelV3CallOptions
  caller: Pick<Caller, "instance">
  /** The person's own, all of them. */
  keys: readonly Pick<Key, "id">[]
  /** Who may answer, in order. */
  candidates: readonly Candidate[]
  /** The turn's last tool call that another model made than the first of them: what it reads depends on that. */
  foreignUntil: string | undefined
}

/** Changes with the form of what is kept by it. */
const FORM = 1

export function requestKey({ call, caller, keys, candidates, foreignUntil }: KeyedCall): string {
  const { headers: _headers, abortSignal: _signal, providerOptions: _options, ...asked } = call
  const { project, environment, loaded } = caller.instance
  // What a project's files may say depends on trust; what decides about money, time and messages changes no answer.
  const {
    budgets: _budgets,
    alerts: _alerts,
    retention: _retention,
    cache: _cache,
    ...config
  } = loaded.config
  const whole = {
    form: FORM,
    asked: {
      ...asked,
      prompt: forgetChecks(call.prompt),
      tools: withoutVerifyTool(call.tools ?? []),
    },
    foreignUntil,
    models: candidates.map(({ model, tier, maxOutputTokens }) => [model.id, tier, maxOutputTokens]),
    upstream: [environment.baseUrl, keys.map(({ id }) => id).toSorted()],
    project,
    config,
  }
  return createHash("sha256").update(JSON.stringify(whole, canonical)).digest("hex")
}

/** The same value always gives the same text, in whatever order its keys were written. */
function canonical(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
