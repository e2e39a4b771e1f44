// What the limits that may concern a call stand at before it is decided. Routing fails open: a ledger that does not
// say changes nothing here, and the hold fails closed all the same.
import type { Ledger, Limit, Part, Standing, Where } from "../ledger/index.ts"

export interface StandingsRequest {
  ledger: Pick<Ledger, "standings">
  limits: Limit[]
  where: Omit<Where, "tier" | "model">
}

/** Of a limit of one tier or model, too: which of them answers is not decided yet. */
export async function readStandings({ ledger, limits, where }: StandingsRequest): Promise<Standing[]> {
  const sets = [...Map.groupBy(limits, ({ part = {} }) => `${part.tier} ${part.model}`).values()]
  try {
    return (await Promise.all(sets.map((set) => ledger.standings(set, whereOf(set[0]?.part, where))))).flat()
  } catch {
    return []
  }
}

function whereOf({ tier = undefined, model = "" }: Part = {}, where: StandingsRequest["where"]): Where {
  return { ...where, tier: tier ?? null, model }
}
