// Looks now and then at what was spent, and tells the person what they should know; never awaited by a call.
import type { Instance } from "../config/index.ts"
import { type AlertCauses, dueAlerts } from "./alerts/due-alerts.ts"
import { raiseAlerts } from "./alerts/raise-alerts.ts"
import { spentHours } from "./alerts/spent-hours.ts"
import { alertTotalsSince } from "./alerts/spike-alert.ts"
import { inBackground, pauseInBackground } from "./background.ts"
import type { SpentHour } from "./forecast.ts"
import type { Ledger, Limit, Where } from "./ledger.ts"
import { newWithin } from "./new-within.ts"
import { isWindowScope } from "./windows.ts"

/** A call, as far as it may have changed what a person should know. */
export interface SpendSeen extends Pick<AlertCauses, "refusals" | "tiersDown" | "loweredTiers"> {
  ledger: Ledger
  instance: Pick<Instance, "tell" | "environment" | "loaded">
  limits: Limit[]
  where: Where
}

interface Watch {
  waiting: Map<string, SpendSeen>
  looking: boolean
  nextAt: number
}

/** Between two looks of an instance. */
const APART_MS = 3_000

const watches = new WeakMap<object, Watch>()

export function watchSpend(seen: SpendSeen): void {
  const watch = watches.get(seen.instance) ?? { waiting: new Map(), looking: false, nextAt: 0 }
  watches.set(seen.instance, watch)
  const key = keyOf(seen.where)
  watch.waiting.set(key, merged(watch.waiting.get(key), seen))
  if (watch.looking) return
  watch.looking = true
  inBackground(() => lookUntilIdle(watch))
}

/** Where it makes no difference to any limit, one look is enough. */
function keyOf({ rootSession, turn, run, project, agent, tier, model }: Where): string {
  return JSON.stringify([rootSession, turn, run, project, agent, tier, model])
}

function merged(before: SpendSeen | undefined, seen: SpendSeen): SpendSeen {
  if (!before) return seen
  return {
    ...seen,
    refusals: [...(before.refusals ?? []), ...(seen.refusals ?? [])],
    tiersDown: [...(before.tiersDown ?? []), ...(seen.tiersDown ?? [])],
    loweredTiers: [...(before.loweredTiers ?? []), ...(seen.loweredTiers ?? [])],
  }
}

async function lookUntilIdle(watch: Watch): Promise<void> {
  while (watch.waiting.size > 0) {
    await pauseInBackground(Math.max(0, watch.nextAt - Date.now()))
    watch.nextAt = Date.now() + APART_MS
    const seen = [...watch.waiting.values()]
    watch.waiting.clear()
    for (const one of seen) await look(one).catch(() => {}) // who holds money says that the ledger fails
  }
  watch.looking = false
}

async function look({ ledger, instance, limits, where, ...causes }: SpendSeen): Promise<void> {
  const { alerts: wishes } = instance.loaded.config
  const standings = limits.length > 0 ? await ledger.standings(limits, where) : []
  const wanted =
    wishes.spike !== null || (wishes.forecast && limits.some(({ scope }) => isWindowScope(scope)))
  const totals = wanted ? { totals: await trailingTotals(ledger, where.at) } : {}
  await raiseAlerts({
    ledger,
    instance,
    alerts: dueAlerts(
      { ...causes, place: { ...where, at: await ledger.clock(where.at) }, standings, ...totals },
      wishes,
    ),
  })
}

/** A forecast or a spike does not change within minutes, and a week of hours is a lot to read. */
const TOTALS_MS = 5 * 60_000

const trailingTotals = newWithin(
  TOTALS_MS,
  async (ledger: Ledger, at: Date): Promise<SpentHour[]> =>
    spentHours(await ledger.totals(alertTotalsSince(at))),
)
