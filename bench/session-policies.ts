// Who chooses the models of a simulated session: Ralex by its own decide and weighSwitch, its rivals, and an oracle.
import { CLASSES, type Routing, type TaskClass, TIERS, type Tier } from "../config/index.ts"
import { findModel, type Model } from "../ledger/index.ts"
import { type Decision, type DecisionRequest, decide } from "../provider/decide.ts"
import { type LastCall, previousCall } from "../provider/previous-call.ts"
import { weighSwitch } from "../provider/weigh-switch.ts"
import { type Random, seededRandom } from "../scripts/simulate-turns.ts"
import { ask, copyOf, openSession, type SessionState, type Terms, work } from "./session-bill.ts"
import { drawClass, type Session, type SessionTurn, type Shares } from "./session-shapes.ts"

export interface Setting {
  routing: Routing
  terms: Terms
  /** Of weighSwitch; left out, what ships. */
  margin?: number
  /** Share of the asks whose class is taken for another one. */
  wrongClasses: number
  shares: Shares
}

/** `checked` is Ralex where `verify.run` is set: hard work begins a tier lower, and a share of it is raised (RAISED). */
export const policies = ["baseline", "cheap", "perCall", "perTurn", "ralex", "checked", "oracle"] as const
export type Policy = (typeof policies)[number]

export interface Outcome {
  nano: number
  calls: number
  /** Made by a model of a lower tier than the turn's class is given. */
  weakCalls: number
}

/** How often a router that looks at each call of a loop sees its turn's class: the best measured on agent traces. */
const PER_CALL_RIGHT = 0.78

/** Half of gpt-5-mini's failures (38 % of outcomes-dev) noticed, a tenth of its successes taken for failures. */
const RAISED = 0.5 * 0.38 + 0.1 * 0.62

/** Hard asks of real-dev.jsonl that want work which a check can judge, by can-be-checked.ts; the others want opinions. */
const CHECKABLE = 7 / 33

/** How often a session's hard work is drawn: few sessions have much of it. */
const CHECKED_DRAWS = 12

const BYTES_PER_TOKEN = 4

/** One session by each policy; all see the same classes. */
export function costsOf(session: Session, setting: Setting, random: Random): Record<Policy, Outcome> {
  const seen = session.map((turn) => seenClass(turn.class, setting, random))
  const { routing } = setting
  const fixed = (id: string | undefined) => run(session, setting, () => () => modelCalled(id))
  return {
    baseline: fixed(routing.baseline),
    cheap: fixed(routing.tiers.cheap[0]),
    perCall: run(session, setting, (turn) => (step) => {
      const right = step === 0 || random() < PER_CALL_RIGHT
      return firstModel(routing, right ? (seen[turn] ?? "medium") : drawClass(setting.shares, random))
    }),
    perTurn: run(session, setting, (turn, state) => {
      const { model } = firstOf(
        decisionOf({ seen: seen[turn] ?? "medium", isChecked: false }, setting, state).decision,
      )
      return () => model
    }),
    ralex: runRalex(
      session,
      seen.map((each) => ({ seen: each, isChecked: false })),
      setting,
    ),
    checked: runChecked(session, seen, setting, seededRandom(session.length)),
    oracle: runOracle(session, setting),
  }
}

function seenClass(real: TaskClass, { wrongClasses }: Setting, random: Random): TaskClass {
  if (random() >= wrongClasses) return real
  const others = CLASSES.filter((each) => Math.abs(CLASSES.indexOf(each) - CLASSES.indexOf(real)) === 1)
  return others[Math.floor(random() * others.length)] ?? real
}

type TurnPolicy = (turn: number, state: SessionState) => (step: number, state: SessionState) => Model

function run(session: Session, { terms, routing }: Setting, policy: TurnPolicy): Outcome {
  const state = openSession()
  const outcome: Outcome = { nano: 0, calls: 0, weakCalls: 0 }
  session.forEach((turn, index) => {
    ask(state, turn)
    const modelOf = policy(index, state)
    const enough = idsFrom(routing, routing.classes[turn.class])
    const counted = (step: number, at: SessionState) => {
      const model = modelOf(step, at)
      outcome.calls++
      if (!enough.includes(model.id)) outcome.weakCalls++
      return model
    }
    work(state, turn, counted, terms)
  })
  return { ...outcome, nano: state.nano }
}

/** Models of a tier and the dearer ones. */
function idsFrom({ tiers }: Routing, tier: Tier): string[] {
  return TIERS.slice(TIERS.indexOf(tier)).flatMap((each) => tiers[each])
}

/** A turn as Ralex is asked it, or as it makes it again after a failed check. */
interface Attempt {
  seen: TaskClass
  isChecked: boolean
}

/** The product's own code: what it remembers of calls is what its usage memory does. */
function runRalex(session: Session, attempts: Attempt[], setting: Setting): Outcome {
  const lasts = new Map<string, LastCall>()
  let madeBy: string | undefined
  return run(session, setting, (turn, state) => {
    const { decision, request } = decisionOf(attempts[turn], setting, state)
    const { now } = state
    const weighed = weighSwitch(decision, request, {
      madeBy,
      lastOf: (id) => previousCall(lasts.get(id), now),
      ...(setting.margin === undefined ? {} : { margin: setting.margin }),
    })
    const { model } = firstOf(weighed)
    madeBy = model.id
    return (step, at) => {
      lasts.set(model.id, lastCall(at, step > 0))
      return model
    }
  })
}

/** A raised attempt is made again in the same session, with the same number of calls, by the tier of its class. */
function runChecked(session: Session, seen: TaskClass[], setting: Setting, random: Random): Outcome {
  const drawn = Array.from({ length: CHECKED_DRAWS }, () => {
    const attempts = session.flatMap((turn, index) => attemptsOf(turn, seen[index] ?? "medium", random))
    const turns = attempts.map(({ turn }) => turn)
    return runRalex(turns, attempts, setting)
  })
  const mean = (of: (one: Outcome) => number) => drawn.reduce((sum, one) => sum + of(one), 0) / drawn.length
  return {
    nano: mean(({ nano }) => nano),
    calls: mean(({ calls }) => calls),
    weakCalls: mean(({ weakCalls }) => weakCalls),
  }
}

function attemptsOf(turn: SessionTurn, seen: TaskClass, random: Random): (Attempt & { turn: SessionTurn })[] {
  const plain = { turn, seen, isChecked: false }
  if (seen === "simple" || seen === "medium" || random() >= CHECKABLE) return [plain]
  const lower = { ...plain, isChecked: true }
  return random() < RAISED ? [lower, { ...plain, turn: { ...turn, idleMs: 0 } }] : [lower]
}

function lastCall({ now, tokens, messages }: SessionState, continuing: boolean): LastCall {
  const prompt = { bytes: tokens * BYTES_PER_TOKEN, messages, media: 0, continuing }
  return { at: now, inputTokens: tokens, prompt, beforeReasoning: null, price: undefined, host: undefined }
}

function decisionOf(
  { seen, isChecked }: Attempt = { seen: "medium", isChecked: false },
  { routing }: Setting,
  { tokens, messages }: SessionState,
): { decision: Decision; request: DecisionRequest } {
  const request: DecisionRequest = {
    asked: "auto",
    agent: "build",
    turn: { ask: "", promptBytes: tokens * BYTES_PER_TOKEN, messages, media: [], continuing: false },
    routing,
    findModel,
    classify: () => ({ class: seen, confidence: 1, score: 0, reasons: [] }),
    isChecked: () => isChecked,
  }
  const outcome = decide(request)
  if (outcome.kind !== "decided") throw new Error("A class was taken for a pinned model.")
  return { decision: outcome.decision, request }
}

function firstOf({ candidates: [first] }: Decision) {
  if (!first) throw new Error("No model of the catalogue takes this prompt.")
  return first
}

function firstModel(routing: Routing, taskClass: TaskClass): Model {
  return modelCalled(routing.tiers[routing.classes[taskClass]][0])
}

function modelCalled(id: string | undefined): Model {
  const model = findModel(id ?? "")
  if (!model) throw new Error(`The catalogue has no model ${id}.`)
  return model
}

/** Roads kept after each turn: more do not make the oracle cheaper by a thousandth. */
const BEAM = 24

/** Knows each step before: the cheapest sequence of models, each of the tier its turn needs or a dearer one. */
function runOracle(session: Session, { routing, terms }: Setting): Outcome {
  let roads = [openSession()]
  for (const turn of session) {
    const needed = TIERS.indexOf(routing.classes[turn.class])
    const models = TIERS.slice(needed).map((tier: Tier) => modelCalled(routing.tiers[tier][0]))
    roads = roads
      .flatMap((road) =>
        models.map((model) => {
          const next = copyOf(road)
          ask(next, turn)
          work(next, turn, () => model, terms)
          return next
        }),
      )
      .toSorted((a, b) => a.nano - b.nano)
      .slice(0, BEAM)
  }
  const calls = session.reduce((sum, { steps }) => sum + steps.length, 0)
  return { nano: roads[0]?.nano ?? 0, calls, weakCalls: 0 }
}
