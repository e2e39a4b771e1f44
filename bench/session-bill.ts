// What a simulated session costs, call by call: real prices, and a prompt cache for each model that lives five minutes.
import { type Model, priceAt, writesCost } from "../ledger/index.ts"
import { BASE_TOKENS, COMPACTS_AT, type SessionTurn, type Step, SUMMARY_TOKENS } from "./session-shapes.ts"

interface Cache {
  tokens: number
  at: number
}

/** Where a session stands; copied by policies that try several roads. */
export interface SessionState {
  now: number
  /** Of the next prompt. */
  tokens: number
  messages: number
  caches: Map<string, Cache>
  nano: number
}

export interface Terms {
  ttlMs: number
}

export const FIVE_MINUTES: Terms = { ttlMs: 5 * 60_000 }

/** Which model makes a call of a turn. */
export type ModelOf = (step: number, state: SessionState) => Model

export function openSession(): SessionState {
  return { now: 0, tokens: BASE_TOKENS, messages: 1, caches: new Map(), nano: 0 }
}

export function copyOf(state: SessionState): SessionState {
  const caches = [...state.caches].map(([id, cache]): [string, Cache] => [id, { ...cache }])
  return { ...state, caches: new Map(caches) }
}

/** The person comes back and asks. */
export function ask(state: SessionState, turn: SessionTurn): void {
  state.now += turn.idleMs
  state.tokens += turn.askTokens
  state.messages++
  compactWhenFull(state)
}

export function work(state: SessionState, turn: SessionTurn, modelOf: ModelOf, terms: Terms): void {
  turn.steps.forEach((step, index) => {
    call(state, step, modelOf(index, state), terms)
  })
}

function call(state: SessionState, step: Step, model: Model, { ttlMs }: Terms): void {
  const cache = state.caches.get(model.id)
  const isWarm = cache !== undefined && !step.evicted && state.now - cache.at < ttlMs
  const cachedTokens = isWarm ? Math.min(cache.tokens, state.tokens) : 0
  state.nano += billOf(model, { promptTokens: state.tokens, cachedTokens, outputTokens: step.outputTokens })
  state.caches.set(model.id, { tokens: state.tokens, at: state.now })
  state.tokens += step.outputTokens + step.toolTokens
  state.messages += 2
  state.now += step.ms
  compactWhenFull(state)
}

/** The summary takes the place of all but the base, which stays in the caches. The call that writes it is not counted. */
function compactWhenFull(state: SessionState): void {
  if (state.tokens <= COMPACTS_AT) return
  state.tokens = BASE_TOKENS + SUMMARY_TOKENS
  state.messages = 3
  for (const cache of state.caches.values()) cache.tokens = Math.min(cache.tokens, BASE_TOKENS)
}

export interface Billed {
  promptTokens: number
  cachedTokens: number
  outputTokens: number
}

/** As the ledger's `costOf`, in numbers, since it is asked a million times; a test holds the two together. */
export function billOf(model: Model, { promptTokens, cachedTokens, outputTokens }: Billed): number {
  const price = pricesFor(model, promptTokens)
  const fresh = (promptTokens - cachedTokens) * price.fresh
  return (fresh + cachedTokens * price.cached + outputTokens * price.output) / 1e6
}

interface Prices {
  fresh: number
  cached: number
  output: number
}

const known = new Map<string, Prices>()

/** Nano-dollars per million tokens. */
function pricesFor(model: Model, promptTokens: number): Prices {
  const above = model.longPrompts.filter((long) => promptTokens > long.aboveTokens).length
  const key = `${model.id} ${above}`
  const found = known.get(key) ?? readPrices(model, promptTokens)
  known.set(key, found)
  return found
}

function readPrices(model: Model, promptTokens: number): Prices {
  const price = priceAt(model, promptTokens)
  const { inputNanoPerMillion, cacheReadNanoPerMillion, cacheWriteNanoPerMillion } = price
  return {
    fresh: Number((writesCost(price) ? cacheWriteNanoPerMillion : null) ?? inputNanoPerMillion),
    cached: Number(cacheReadNanoPerMillion ?? inputNanoPerMillion),
    output: Number(price.outputNanoPerMillion),
  }
}
