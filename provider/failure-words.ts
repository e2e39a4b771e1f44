// How a model failed, as words that go on after its name; those about money, the key or the person stand alone.
import type { FailureKind } from "./read-failure.ts"

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
  refused: "refused the prompt (moderation)",
  "model-gone": "is gone from OpenRouter, or your account may not use it",
  "bad-request": "did not accept the request",
  empty: "gave an empty answer",
  "cut-off": "broke off",
  aborted: "was stopped",
}
