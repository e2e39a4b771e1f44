// Sums over time, without gaps, out of the hours of the ledger.
import type { TotalsOf } from "../../ledger/index.ts"
import { type BUCKETS, SERIES_KEYS, type SeriesDocument } from "../contract.ts"
import { periodOfHours } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import { pointOf } from "./totals-document.ts"
import { ViewError } from "./view-error.ts"
import type { ViewSources } from "./view-sources.ts"

type Bucket = (typeof BUCKETS)[number]

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const BUCKET_MS: Record<Bucket, number> = { hour: HOUR_MS, day: DAY_MS }

/** Left to itself, a chart of more than that is by day. */
const HOURS_UP_TO_MS = 3 * DAY_MS

/** More points than a screen has pixels. */
const MOST_POINTS = 2_000

/** Series that have a line of their own. */
const MOST_SERIES = 10

/** @throws {ViewError} for a stretch of time with too many hours, and for a `by` that is none of SERIES_KEYS. */
export async function readSeries({ ledger }: ViewSources, filter: Filter): Promise<SeriesDocument> {
  const { since, until, part, at } = filter
  const by = SERIES_KEYS.find((key) => key === (filter.by ?? "none"))
  if (by === undefined) throw new ViewError(`by must be one of ${SERIES_KEYS.join(", ")} here.`)
  const end = until ?? at
  const first = since ?? (await firstHour({ ledger }, filter)) ?? end
  const bucket = filter.bucket ?? (end.getTime() - first.getTime() > HOURS_UP_TO_MS ? "day" : "hour")
  const times = timesBetween(first, end, bucket)
  if (times.length > MOST_POINTS)
    throw new ViewError(`That would be ${times.length} points; choose days, or a later since.`)
  const rows = await ledger.sums({ since, until, part, bucket, by: by === "none" ? undefined : by })
  const lines = by === "none" ? new Map([["all", rows]]) : largest(rows)
  return {
    ...periodOfHours(filter),
    bucket,
    by,
    series: [...lines].map(([key, own]) => ({ key, points: pointsOf(own, times) })),
  }
}

async function firstHour({ ledger }: Pick<ViewSources, "ledger">, { until, part }: Filter) {
  const [all] = await ledger.sums({ since: null, until, part, times: false })
  return all?.first
}

function timesBetween(from: Date, until: Date, bucket: Bucket): number[] {
  const size = BUCKET_MS[bucket]
  const first = Math.floor(from.getTime() / size)
  const last = Math.max(first, Math.ceil(until.getTime() / size) - 1)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * size)
}

/** The most spent first; what is beyond the first ten is one line of others. */
function largest(rows: TotalsOf[]): Map<string, TotalsOf[]> {
  const spent = (own: TotalsOf[]) => own.reduce((sum, { spentNano }) => sum + spentNano, 0n)
  const sorted = [...Map.groupBy(rows, ({ key }) => key)]
    .map(([key, own]) => ({ key, own, spent: spent(own) }))
    .toSorted((a, b) => (a.spent === b.spent ? (a.key < b.key ? -1 : 1) : a.spent > b.spent ? -1 : 1))
  const lines = new Map(sorted.slice(0, MOST_SERIES).map(({ key, own }) => [key, own]))
  const others = sorted.slice(MOST_SERIES).flatMap(({ own }) => own)
  return others.length > 0 ? lines.set("others", others) : lines
}

function pointsOf(rows: TotalsOf[], times: number[]) {
  const byTime = Map.groupBy(rows, ({ bucket }) => bucket?.getTime())
  return times.map((time) => pointOf(new Date(time), byTime.get(time) ?? []))
}
