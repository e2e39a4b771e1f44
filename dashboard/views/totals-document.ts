// Sums as every view shows them.
import { nanoToUsd, reportTotals, type Totals } from "../../ledger/index.ts"
import type { SeriesPoint, TotalsDocument } from "../contract.ts"

export function totalsDocument(rows: readonly Totals[]): TotalsDocument {
  const totals = reportTotals(rows)
  const { calls, errors, inputTokens, cachedTokens } = totals
  return {
    ...totals,
    cacheShare: inputTokens > 0 ? Math.min(1, Math.max(0, cachedTokens / inputTokens)) : null,
    errorShare: calls > 0 ? Math.min(1, Math.max(0, errors / calls)) : null,
  }
}

/** What a point in time shows of them. */
export function pointOf(at: Date, rows: readonly Totals[]): SeriesPoint {
  const { calls, spentNano, spentUsd, baselineNano, baselineUsd, savedNano, savedUsd, ...rest } =
    reportTotals(rows)
  const { errors, fallbacks, timeToFirstTokenMs, durationMs } = rest
  return {
    at: at.toISOString(),
    ...{ calls, spentNano, spentUsd, baselineNano, baselineUsd, savedNano, savedUsd },
    ...{ errors, fallbacks, timeToFirstTokenMs, durationMs },
  }
}

type Money<Name extends string> = Record<`${Name}Nano`, string> & Record<`${Name}Usd`, number>

export function money<Name extends string>(name: Name, nano: bigint): Money<Name> {
  return { [`${name}Nano`]: String(nano), [`${name}Usd`]: nanoToUsd(nano) } as Money<Name>
}
