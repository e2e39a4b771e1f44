// What the rest of a turn costs by each model, its prompt cache warm or cold, and whether leaving a warm one pays. Pure.
import type { TaskClass } from "../config/index.ts"
import { costOf, type Model, type Nano, priceAt, type Usage, usualTurn, writesCost } from "../ledger/index.ts"

type Priced = Pick<Model, "price" | "longPrompts">

/** The prompt that the turn begins with. */
export interface OpeningPrompt {
  tokens: number
  /** Of these, what the model has in its cache by now. */
  warmTokens: number
}

/**
 * The gain must be more than this share of what it would cost to warm the left model's cache again: the session may
 * come back to it. Small, since most do not within five minutes; bench/sessions.ts has the costs by share.
 */
export const MARGIN = 0.1

/** null is no class: taken as medium, like an ask without a signal. */
export function turnCost(model: Priced, taskClass: TaskClass | null, prompt: OpeningPrompt): Nano {
  const usual = usualTurn(taskClass ?? "medium")
  const later = usual.calls - 1
  const laterTokens = later * prompt.tokens + usual.grownTokens
  const laterCached = later * usual.laterHits * prompt.tokens + usual.grownCachedTokens
  const laterCost = costAt(model, later > 0 ? laterTokens / later : 0, {
    inputTokens: laterTokens,
    cachedTokens: laterCached,
    outputTokens: usual.outputTokens,
  })
  return openingCost(model, prompt) + laterCost
}

export type SwitchVerdict = { kind: "keep" | "switch"; stayNano: Nano; goNano: Nano }

export interface SwitchRequest {
  class: TaskClass | null
  /** The dearer model that made the turn before. */
  running: { model: Priced; prompt: OpeningPrompt }
  /** The cheaper one that is enough for this turn. */
  wanted: { model: Priced; prompt: OpeningPrompt }
  margin?: number
}

/** Only on the way down: what needs a stronger model gets it, whatever the cache. */
export function weighSwitchDown({ running, wanted, margin = MARGIN, ...ask }: SwitchRequest): SwitchVerdict {
  const stayNano = turnCost(running.model, ask.class, running.prompt)
  const goNano = turnCost(wanted.model, ask.class, wanted.prompt)
  const gain = Number(stayNano - goNano)
  const isWarm = running.prompt.warmTokens > 0
  const kind = isWarm && gain <= margin * Number(lostCache(running)) ? "keep" : "switch"
  return { kind, stayNano, goNano }
}

/** What it costs to have in the cache again what is there now. */
export function lostCache({ model, prompt }: SwitchRequest["running"]): Nano {
  const lost = openingCost(model, { ...prompt, warmTokens: 0 }) - openingCost(model, prompt)
  return lost > 0n ? lost : 0n
}

function openingCost(model: Priced, { tokens, warmTokens }: OpeningPrompt): Nano {
  const cachedTokens = Math.min(tokens, warmTokens)
  return costAt(model, tokens, { inputTokens: tokens, cachedTokens, outputTokens: 0 })
}

/** At the prices for prompts of that length: what is not read from the cache is written to it, where that costs. */
function costAt(
  model: Priced,
  promptTokens: number,
  given: Pick<Usage, "inputTokens" | "cachedTokens" | "outputTokens">,
): Nano {
  const price = priceAt(model, promptTokens)
  const inputTokens = Math.round(given.inputTokens)
  const cachedTokens = Math.min(inputTokens, Math.round(given.cachedTokens))
  const usage: Usage = {
    inputTokens,
    cachedTokens,
    cacheWriteTokens: writesCost(price) ? inputTokens - cachedTokens : 0,
    outputTokens: Math.round(given.outputTokens),
    reasoningTokens: 0,
  }
  return costOf(usage, { price, longPrompts: [] })
}
