// The providers' prompt caches: what of a prompt was sent before, by session and model, within five minutes.
import type { PromptUnit } from "./measure-prompt.ts"

const TIME_TO_LIVE_MS = 5 * 60 * 1000

interface CacheUse {
  cachedTokens: number
  writtenTokens: number
}

export interface PromptCache {
  /** Reads what is warm, and keeps the prompt for the next call. */
  use(key: string, units: PromptUnit[], explicit: boolean): CacheUse
  clear(): void
}

export function createPromptCache(now: () => Date): PromptCache {
  const warm = new Map<string, number>()
  return {
    use(key, units, explicit) {
      const cacheable = explicit ? upToLastMark(units) : units
      const at = now().getTime()
      const hit = cacheable.findLastIndex((unit) => (warm.get(`${key} ${unit.prefix}`) ?? 0) > at)
      for (const unit of cacheable) warm.set(`${key} ${unit.prefix}`, at + TIME_TO_LIVE_MS)
      const cachedTokens = sum(cacheable.slice(0, hit + 1))
      return { cachedTokens, writtenTokens: sum(cacheable) - cachedTokens }
    },
    clear: () => warm.clear(),
  }
}

function upToLastMark(units: PromptUnit[]): PromptUnit[] {
  return units.slice(0, units.findLastIndex((unit) => unit.marked) + 1)
}

function sum(units: PromptUnit[]): number {
  return units.reduce((total, unit) => total + unit.tokens, 0)
}
