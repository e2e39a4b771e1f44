// How long first tokens and whole answers took, in all and by model.
import { percentiles, timesIn } from "../../ledger/index.ts"
import type { LatencyDocument } from "../contract.ts"
import { periodOfHours } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import type { ViewSources } from "./view-sources.ts"

export async function readLatency({ ledger }: ViewSources, filter: Filter): Promise<LatencyDocument> {
  const { since, until, part } = filter
  const [all] = await ledger.sums({ since, until, part })
  const models = await ledger.sums({ since, until, part, by: "model" })
  return {
    ...periodOfHours(filter),
    timeToFirstTokenMs: percentiles([all?.timeToFirstToken ?? {}]),
    durationMs: percentiles([all?.duration ?? {}]),
    timeToFirstToken: timesIn(all?.timeToFirstToken ?? {}),
    duration: timesIn(all?.duration ?? {}),
    models: models
      .toSorted((a, b) => b.calls - a.calls || (a.key < b.key ? -1 : 1))
      .map(({ key, provider, calls, timeToFirstToken, duration }) => ({
        model: key,
        provider,
        calls,
        timeToFirstTokenMs: percentiles([timeToFirstToken]),
        durationMs: percentiles([duration]),
      })),
  }
}
