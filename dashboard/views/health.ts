// How models and providers did in the last hour, who rests since it failed, and availability over a day.
import { type Rest, readHealth as readReport } from "../../ledger/index.ts"
import type { HealthDocument, RestOfDashboard } from "../contract.ts"
import { periodOf } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import type { ViewSources } from "./view-sources.ts"

const DAY_MS = 24 * 3_600_000

export async function readHealth(
  { ledger, now }: ViewSources,
  { at, part }: Filter,
): Promise<HealthDocument> {
  const { hour, availability } = await readReport(ledger, at, part)
  const rests = (await ledger.rests()).map((rest) => restLine(rest, now()))
  const restOf = (key: string) => rests.find((rest) => rest.resting && rest.key === key) ?? null
  return {
    ...periodOf({ at, since: new Date(at.getTime() - DAY_MS), until: undefined }),
    hour: hour.map((row) => ({ ...row, rest: restOf(`${row.kind}:${row.name}`) })),
    availability,
    rests,
  }
}

function restLine({ key, failures, reason, detail, at, until }: Rest, now: Date): RestOfDashboard {
  return {
    ...{ key, failures, reason, detail },
    at: at.toISOString(),
    until: until.toISOString(),
    resting: until > now,
  }
}
