// How a model failed, as words that go on after its name; those about money, the key or the person stand alone.
import { type FailedTry, type Failure, type FailureKind, overlong } from "./failure.ts"

const atOpenRouter: Record<FailureKind, string> = {
  "rate-limited": "is asking us to slow down",
  overloaded: "is too busy right now",
  unreachable: "could not be reached",
  unavailable: "is failing right now",
  timeout: "did not answer in time",
  "context-overflow": "can not hold a prompt this long",
  "out-of-credit":
    "the budget at OpenRouter is used up (too little credit is left): add credit at openrouter.ai/credits",
  "key-budget": "the key's own budget at OpenRouter is used up: raise it in OpenRouter's key settings",
  "bad-key":
    "OpenRouter does not accept the key: `ralex doctor` says where it comes from, put a valid one there",
  moderated: "refused the prompt (moderation)",
  refused: "refused the request",
  "model-gone": "is gone from OpenRouter, or your account may not use it",
  "bad-request": "did not accept the request",
  empty: "gave an empty answer",
  malformed: "sent what can not be read",
  "cut-off": "broke off",
  aborted: "was stopped",
}

/** What stands alone: it is the account's, whatever the model. */
const ACCOUNT = new Set<FailureKind>(["out-of-credit", "key-budget", "bad-key"])

interface Named {
  kind: FailureKind
  upstream?: string | undefined
}

export function failureWords({ kind, upstream }: Named): string {
  if (upstream === undefined) return atOpenRouter[kind]
  switch (kind) {
    case "out-of-credit":
    case "key-budget":
      return `the budget at your upstream ${upstream} is used up: look at its own account`
    case "bad-key":
      return `your upstream ${upstream} does not accept its key, or there is none: check apiKeyEnv or apiKeyCommand of upstreams.${upstream} in ralex.yaml`
    case "model-gone":
      return "is not there"
    default:
      return atOpenRouter[kind]
  }
}

/** Where only the upstream's own words tell what is to be mended. */
const EXPLAINED = new Set<FailureKind>(["bad-request", "moderated", "refused", "model-gone"])
const SHOWN_CHARACTERS = 160

export function failureStory({ modelId, failure }: FailedTry): string {
  const words = ACCOUNT.has(failure.kind) ? failureWords(failure) : `${modelId} ${failureWords(failure)}`
  const { kind, detail } = failure
  if (!EXPLAINED.has(kind) || detail === "") return words
  const points = [...detail]
  const shown = points.length > SHOWN_CHARACTERS ? `${points.slice(0, SHOWN_CHARACTERS).join("")}…` : detail
  return `${words} ("${shown}")`
}

/** Why an answer broke off, where there is more to say than that. */
export function breakWords({ kind, detail, upstream }: Named & Pick<Failure, "detail">): string | undefined {
  switch (kind) {
    case "cut-off":
    case "empty":
      return undefined
    case "out-of-credit":
    case "key-budget":
    case "bad-key":
      return failureWords({ kind, upstream })
    case "moderated":
      return "a filter stopped it"
    case "timeout":
      return detail === overlong.detail ? detail : "nothing came any more"
    case "context-overflow":
      return "it holds no more"
    default:
      return `it ${failureWords({ kind, upstream })}`
  }
}
