// What a turn costs before anything is known of the user: simulated turns that ship with Ralex (priors.json, made by
// scripts/make-priors.ts), priced by the catalogue for any model.
import type { TaskClass } from "../config/index.ts"
import type { Model } from "./catalogue.ts"
import type { Usage } from "./ledger.ts"
import { costOf, priceAt } from "./prices.ts"
import priors from "./priors.json" with { type: "json" }

/** Standard deviations of the logarithm of a turn's cost. */
export const priorSpread: { people: number; kinds: number } = priors.spread

/** What a prompt holds before the first ask: OpenCode's system prompt and tool schemas. */
export const basePromptTokens = priors.parameters.basePromptTokens

export interface PricedTurn {
  usage: Usage
  /** Nano-dollars; a number, since it is for statistics. */
  nano: number
}

/** Turns of a class at a model's prices, each with an opening prompt of at least `promptTokens`. */
export function priorTurns(taskClass: TaskClass, model: Model, promptTokens = 0): PricedTurn[] {
  return priors.classes[taskClass].map((row) => {
    const { calls, ...turn } = readRow(row)
    const prompt = Math.max(turn.promptTokens, promptTokens)
    const inputTokens = calls * prompt + turn.grownTokens
    const cachedTokens = turn.hits * prompt + turn.grownCachedTokens
    const price = priceAt(model, Math.round(inputTokens / calls))
    const usage: Usage = {
      inputTokens,
      cachedTokens,
      cacheWriteTokens: writesCost(price) ? inputTokens - cachedTokens : 0,
      outputTokens: turn.outputTokens,
      reasoningTokens: 0,
    }
    return { usage, nano: Number(costOf(usage, { price, longPrompts: [] })) }
  })
}

/** The mean turn of a class, from which the price of the rest of a turn is expected. */
interface UsualTurn {
  calls: number
  /** Share of the calls after the first that find their prefix in the cache. */
  laterHits: number
  /** What the later prompts hold beyond the first, all calls together; and the part of it read from the cache. */
  grownTokens: number
  grownCachedTokens: number
  outputTokens: number
}

const usualTurns = new Map<TaskClass, UsualTurn>()

export function usualTurn(taskClass: TaskClass): UsualTurn {
  const known = usualTurns.get(taskClass) ?? meanTurn(priors.classes[taskClass].map(readRow))
  usualTurns.set(taskClass, known)
  return known
}

function meanTurn(rows: ReturnType<typeof readRow>[]): UsualTurn {
  const mean = (of: (row: ReturnType<typeof readRow>) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length
  return {
    calls: mean(({ calls }) => calls),
    laterHits: priors.parameters.cacheHits.laterCalls,
    grownTokens: mean(({ grownTokens }) => grownTokens),
    grownCachedTokens: mean(({ grownCachedTokens }) => grownCachedTokens),
    outputTokens: mean(({ outputTokens }) => outputTokens),
  }
}

/** Google lists a price for writing to the cache below that of input: storage, which nobody is billed unasked. */
export function writesCost({ inputNanoPerMillion, cacheWriteNanoPerMillion }: Model["price"]): boolean {
  return cacheWriteNanoPerMillion !== null && cacheWriteNanoPerMillion > inputNanoPerMillion
}

/** In the order that scripts/make-priors.ts writes them. */
function readRow([
  calls = 1,
  promptTokens = 0,
  hits = 0,
  grownTokens = 0,
  grownCachedTokens = 0,
  outputTokens = 0,
]: number[]) {
  return { calls, promptTokens, hits, grownTokens, grownCachedTokens, outputTokens }
}
