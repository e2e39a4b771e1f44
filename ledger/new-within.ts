// A read that is asked for often and changes slowly: asked again only after a while, for each ledger.
import type { Ledger } from "./ledger.ts"

interface Kept<T> {
  until: number
  value: Promise<T>
}

/** One that failed is not kept. */
export function newWithin<T>(
  ms: number,
  read: (ledger: Ledger, at: Date) => Promise<T>,
): (ledger: Ledger, at: Date) => Promise<T> {
  const kept = new WeakMap<Ledger, Kept<T>>()
  return (ledger, at) => {
    const known = kept.get(ledger)
    if (known && at.getTime() < known.until) return known.value
    const value = read(ledger, at)
    kept.set(ledger, { until: at.getTime() + ms, value })
    value.catch(() => kept.delete(ledger))
    return value
  }
}
