// Holds a decision through the tool loop of a human turn: the model that began it goes on with it, its cache warm.
import { keepNewest } from "../config/index.ts"
import type { Candidate, Decision, DecisionOutcome } from "./decide.ts"
import type { Turn } from "./read-turn.ts"
import type { Caller } from "./shake-hands.ts"

interface Held {
  ask: string
  asked: string
  decision: Decision
  madeBy: string
  foreignUntil: string | undefined
}

export interface Keep {
  /** The turn's last tool call that another model made than this one. */
  foreignUntil: (candidate: Candidate) => string | undefined
  /** Notes the model that answers, for the calls that follow in this turn. */
  remember: (candidate: Candidate) => void
}

/** A server that runs for weeks must not keep them all; the longest unused ones are decided anew. */
const SESSIONS_AT_MOST = 500

export type HeldOutcome =
  | { kind: "decided"; decision: Decision; keep: Keep }
  | Extract<DecisionOutcome, { kind: "unknown-model" }>

export interface HeldRequest {
  caller: Caller
  turn: Turn
  asked: string
  /** Is told what made the session's turn before. */
  decide: (madeBefore: string | undefined) => DecisionOutcome
  /** The same decision with the models that may answer by now. */
  renew: (decision: Decision) => Decision
  /** The held decision on a dearer tier, where its attempt failed; undefined where none may answer. */
  raise?: ((decision: Decision) => Decision | undefined) | undefined
}

export function holdDecision({ caller, turn, asked, decide, renew, raise }: HeldRequest): HeldOutcome {
  const { decisions } = caller.instance
  const key = `${caller.session} ${caller.agent}`
  const ask = askOf(caller)
  const known = decisions.get(key) as Held | undefined
  const same = known && known.asked === asked && isSameAsk(known, ask, turn) ? known : undefined
  const raised = same && raise?.(same.decision)
  const held = raised ?? (same && goOn(same, renew))
  const outcome: DecisionOutcome = held ? { kind: "decided", decision: held } : decide(known?.madeBy)
  if (outcome.kind === "unknown-model") return outcome
  const { decision } = outcome
  const foreignUntil = ({ model }: Candidate) =>
    held && known?.madeBy === model.id ? known.foreignUntil : turn.lastToolCall
  const remember = (candidate: Candidate) => {
    const madeBy = candidate.model.id
    const now: Held = { ask, asked, decision, madeBy, foreignUntil: foreignUntil(candidate) }
    keepNewest(decisions, key, now, SESSIONS_AT_MOST)
  }
  const shown = held && !raised && !held.ceiling ? { ...held, cause: "held" as const } : decision
  return { kind: "decided", decision: shown, keep: { foreignUntil, remember } }
}

/** In a person's own session the turn, which goes on through messages that OpenCode adds; in others their own message. */
function askOf({ session, rootSession, ask, turn }: Caller): string {
  return ask !== "" && session === rootSession ? turn : ask
}

/** Without the plugin's message id (standalone), a call that ends on tool results goes on with the ask. */
function isSameAsk(known: Held, ask: string, turn: Turn): boolean {
  return ask === "" ? turn.continuing : known.ask === ask
}

/** The held decision with the model that answered last in front, or nothing when no candidate is left. */
function goOn({ decision: { ceiling: _, ...decision }, madeBy }: Held, renew: HeldRequest["renew"]) {
  const renewed = renew(decision)
  const candidates = renewed.candidates.toSorted(
    (a, b) => Number(b.model.id === madeBy) - Number(a.model.id === madeBy),
  )
  return candidates.length > 0 ? { ...renewed, candidates } : undefined
}
