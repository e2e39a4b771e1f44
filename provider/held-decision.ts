// Holds a decision through the tool loop of a human turn: the model that began it goes on with it, its cache warm.
import { type Candidate, type Decision, type DecisionOutcome, fits } from "./decide.ts"
import type { Turn } from "./read-turn.ts"
import type { Caller } from "./shake-hands.ts"

interface Held {
  turn: string
  asked: string
  decision: Decision
  madeBy: string
}

export interface Keep {
  /** The model that made this turn so far, if any. */
  madeBy: string | undefined
  /** Notes the model that answers, for the calls that follow in this turn. */
  remember: (candidate: Candidate) => void
}

export type HeldOutcome =
  | { kind: "decided"; decision: Decision; keep: Keep }
  | Extract<DecisionOutcome, { kind: "unknown-model" }>

export function holdDecision(
  caller: Caller,
  turn: Turn,
  asked: string,
  decide: () => DecisionOutcome,
): HeldOutcome {
  const { decisions } = caller.instance
  const key = `${caller.session} ${caller.agent}`
  const known = decisions.get(key) as Held | undefined
  const held =
    known && known.asked === asked && isSameTurn(known, caller.turn, turn) ? goOn(known, turn) : undefined
  const outcome: DecisionOutcome = held ? { kind: "decided", decision: held } : decide()
  if (outcome.kind === "unknown-model") return outcome
  const { decision } = outcome
  const remember = ({ model }: Candidate) => {
    decisions.set(key, { turn: caller.turn, asked, decision, madeBy: model.id } satisfies Held)
  }
  return { kind: "decided", decision, keep: { madeBy: held ? known?.madeBy : undefined, remember } }
}

/** Without the plugin's turn id (standalone), a call that ends on tool results goes on with the turn. */
function isSameTurn(known: Held, turnId: string, turn: Turn): boolean {
  return turnId === "" ? turn.continuing : known.turn === turnId
}

/** The held decision with the model that answered last in front, or nothing when no candidate fits any more. */
function goOn({ decision, madeBy }: Held, turn: Turn): Decision | undefined {
  const fitting = decision.candidates.filter(({ model }) => fits(model, turn))
  const candidates = fitting.toSorted((a, b) => Number(b.model.id === madeBy) - Number(a.model.id === madeBy))
  return candidates.length > 0 ? { ...decision, cause: "held", candidates } : undefined
}
