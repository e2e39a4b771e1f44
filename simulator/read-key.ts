// The API key of a request, or OpenRouter's refusal when it is missing or unknown.
import type { SimulatorState } from "./simulator-state.ts"
import { type UpstreamError, upstreamError } from "./upstream-error.ts"

export type KeyOutcome = { kind: "known"; key: string } | { kind: "refused"; error: UpstreamError }

export function readKey(state: SimulatorState, request: Request): KeyOutcome {
  const key = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1]
  if (key === undefined) {
    return { kind: "refused", error: upstreamError(401, { message: "No auth credentials found" }) }
  }
  const { keys } = state.options
  if (keys && !keys.includes(key)) return { kind: "refused", error: upstreamError(401) }
  return { kind: "known", key }
}
