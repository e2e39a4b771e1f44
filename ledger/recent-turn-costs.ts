// The person's own last turns, which predictions learn from; read anew only now and then.
import { newWithin } from "./new-within.ts"
import { HISTORY_TURNS } from "./predict-turn.ts"

const MINUTES_MS = 10 * 60_000

export const recentTurnCosts = newWithin(MINUTES_MS, (ledger) => ledger.turnCosts(HISTORY_TURNS))
