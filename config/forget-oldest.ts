// Keeps a map or a set that lives as long as its process within a bound: a server that runs for weeks must not keep all.

/** What was put in first goes, until there are at most so many. */
export function forgetOldest(kept: Map<string, unknown> | Set<string>, most: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= most) return
    kept.delete(key)
  }
}

/** The newest stands last, also when it was there before. */
export function keepNewest<Value>(kept: Map<string, Value>, key: string, value: Value, most: number): void {
  kept.delete(key)
  kept.set(key, value)
  forgetOldest(kept, most)
}
