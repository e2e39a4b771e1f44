// The stretch of time that a document tells of.
import type { Filter } from "./read-filter.ts"

const HOUR_MS = 3_600_000

interface Period {
  v: 1
  at: string
  since: string | null
  until: string
}

export function periodOf({ at, since, until }: Pick<Filter, "at" | "since" | "until">): Period {
  return {
    v: 1,
    at: at.toISOString(),
    since: since?.toISOString() ?? null,
    until: (until ?? at).toISOString(),
  }
}

/** For sums: they know whole hours only. */
export function periodOfHours({ at, since, until }: Pick<Filter, "at" | "since" | "until">): Period {
  const hour = since && new Date(Math.floor(since.getTime() / HOUR_MS) * HOUR_MS)
  return periodOf({ at, since: hour, until })
}
