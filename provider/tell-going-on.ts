// What a person is told when an answer is not what was decided on, since a budget had no room for that.
import { type Instance, withoutRetryWords } from "../config/index.ts"
import { formatUsd } from "../ledger/index.ts"
import type { Answer } from "./call-with-fallback.ts"
import { isOfKey, isUpstreamBudget } from "./failure.ts"
import { failureWords } from "./failure-words.ts"
import { isSameUpstream, type Tried } from "./next-step.ts"

type Answered = Extract<Answer, { kind: "answered" }>

/** Each sentence is said once by `tell`. */
export function tellGoingOn({ tell }: Pick<Instance, "tell">, answered: Answered): void {
  const text = sentence(answered)
  if (text !== undefined) tell({ level: "warning", text: withoutRetryWords(text) })
}

function sentence({ degraded, tries, candidate, keyId }: Answered): string | undefined {
  const { id } = candidate.model
  const elsewhere = tries.find(
    (tried) => isOfKey(tried.failure) && !isSameUpstream(tried.candidate, candidate),
  )
  if (elsewhere) return `Ralex: ${failureWords(elsewhere.failure)}; going on with ${id}.`
  const left = tries.find((tried) => isOfKey(tried.failure) && tried.keyId !== keyId)
  if (left) return `Ralex: ${keyStory(left)}; the session goes on with another of your keys (${keyId}).`
  if (tries.some(({ failure }) => isUpstreamBudget(failure))) {
    const how =
      candidate.maxOutputTokens === undefined ? `going on with ${id}` : `${id} answers at less length`
    return `Ralex: OpenRouter has no more budget for the chosen call (the account's credit or the key's own limit); ${how}. Add credit at openrouter.ai/credits, or raise the key's limit.`
  }
  if (!degraded) return undefined
  const { scope, limitNano, allowance } = degraded
  const budget = allowance ? "budget for a ledger that is away (budgets.allowance)" : `${scope} budget`
  return `Ralex: the ${budget} of ${formatUsd(limitNano)} has no room for the chosen model; going on with ${id}.`
}

function keyStory({ failure, keyId }: Tried): string {
  if (failure.kind === "bad-key") return `OpenRouter does not accept the key ${keyId} any more: replace it`
  return `OpenRouter has no more budget for the key ${keyId}: raise its limit, or add credit`
}
