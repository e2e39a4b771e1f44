// How a model failed, as words that go on after its name; those about money, the key or the person stand alone.
import { type Failure, type FailureKind, overlong } from "./failure.ts"

export const failureWords: Record<FailureKind, string> = {
  "rate-limited": "is asking us to slow down",
  overloaded: "is too busy right now",
  unreachable: "could not be reached",
  unavailable: "is failing right now",
  timeout: "did not answer in time",
  "context-overflow": "can not hold a prompt this long",
  "out-of-credit":
    "the budget at OpenRouter is used up (too little credit is left): add credit at openrouter.ai/credits",
  "key-budget": "the key's own budget at OpenRouter is used up: raise it in OpenRouter's key settings",
  "bad-key": "OpenRouter does not accept the key: check it with `ralex doctor`, then `opencode auth login`",
  moderated: "refused the prompt (moderation)",
  refused: "refused the request",
  "model-gone": "is gone from OpenRouter, or your account may not use it",
  "bad-request": "did not accept the request",
  empty: "gave an empty answer",
  malformed: "sent what can not be read",
  "cut-off": "broke off",
  aborted: "was stopped",
}

/** Where only the upstream's own words tell what is to be mended. */
const EXPLAINED = new Set<FailureKind>(["bad-request", "moderated", "refused", "model-gone"])
const SHOWN_CHARACTERS = 160

export function failureStory({ kind, detail }: Failure): string {
  if (!EXPLAINED.has(kind) || detail === "") return failureWords[kind]
  const points = [...detail]
  const shown = points.length > SHOWN_CHARACTERS ? `${points.slice(0, SHOWN_CHARACTERS).join("")}…` : detail
  return `${failureWords[kind]} ("${shown}")`
}

/** Why an answer broke off, where there is more to say than that. */
export function breakWords({ kind, detail }: Pick<Failure, "kind" | "detail">): string | undefined {
  switch (kind) {
    case "cut-off":
    case "empty":
      return undefined
    case "out-of-credit":
    case "key-budget":
    case "bad-key":
      return failureWords[kind]
    case "moderated":
      return "a filter stopped it"
    case "timeout":
      return detail === overlong.detail ? detail : "nothing came any more"
    case "context-overflow":
      return "it holds no more"
    default:
      return `it ${failureWords[kind]}`
  }
}
