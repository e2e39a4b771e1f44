// Says so before an ask that may well take most of what a limit has left. A prediction: it bounds and stops nothing.
import type { Routing, Tier } from "../config/index.ts"
import {
  dearTurnSentence,
  type Ledger,
  limitStrainedBy,
  predictTurn,
  recentTurnCosts,
  type Standing,
} from "../ledger/index.ts"
import { type Decision, type DecisionRequest, isHousekeeping, modelsOf } from "./decide.ts"
import type { Turn } from "./read-turn.ts"
import type { Caller } from "./shake-hands.ts"
import { concerns } from "./tier-ceiling.ts"

export interface Foresight {
  ledger: Ledger
  caller: Caller
  decision: Decision
  request: Pick<DecisionRequest, "findModel">
  routing: Routing
  turn: Turn
  standings: readonly Standing[]
  now: Date
}

/** Usual for English text and code; for predictions only. */
const BYTES_PER_TOKEN = 4

/** Of the first call of a person's own ask; what a subagent or a title does is a part of that. */
export async function foreseeTurn({
  ledger,
  caller,
  decision,
  request: { findModel },
  routing,
  turn,
  standings,
  now,
}: Foresight): Promise<void> {
  const [first] = decision.candidates
  const isAsk = caller.session === caller.rootSession && !isHousekeeping(caller.agent) && !turn.continuing
  if (!first || !isAsk || decision.cause === "held") return
  const concerned = standings.filter((standing) => concerns(standing, first))
  if (!concerned.some(({ scope }) => scope !== "call")) return
  const modelOf = (tier: Tier) => modelsOf(tier, { routing, findModel, turn })[0]?.model
  const prediction = predictTurn({
    class: decision.class,
    tier: first.tier,
    model: first.model,
    history: await recentTurnCosts(ledger, now),
    modelOf,
    promptTokens: Math.ceil(turn.promptBytes / BYTES_PER_TOKEN),
  })
  const strained = limitStrainedBy(prediction, concerned)
  if (strained) caller.instance.tell({ level: "warning", text: dearTurnSentence(prediction, strained) })
}
