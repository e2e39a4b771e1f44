// From what became of a person's own turns to proposals for `routing.classes`, with their numbers. Pure; changes nothing.
import { CLASSES, type Routing, type TaskClass, TIERS, type Tier } from "../config/index.ts"
import { type Call, findModel, predictTurn } from "../ledger/index.ts"

/** How one class fared on the tier that it goes to. */
export interface ClassRecord {
  class: TaskClass
  tier: Tier
  /** Of the turns that began below the class's tier, since checks judge them (`verify.cheapFirst`). */
  beganLower: boolean
  turns: number
  /** Turns after which the tier was raised, the person complained, or asked for a dearer tier. */
  failed: number
  /** 90 % interval of the share that fails (Wilson). */
  low: number
  high: number
  proposal: Proposal
}

/** From which score on medium asks failed so often on the cheap tier that they had better be smart. */
export interface ScoreRecord extends Pick<ClassRecord, "turns" | "failed" | "low" | "high"> {
  smartFrom: number
  limit: number
}

export type Proposal =
  | { kind: "too-little"; missing: number }
  | { kind: "keep" }
  | { kind: "raise"; to: Tier; limit: number }

/** Fewer turns of a kind leave an interval that is wider than any choice. */
const FEWEST_TURNS = 20
/** More failures than this are too many for a person, whatever they save: a judgement, as no data say it. */
const TOLERATED = 0.3
/** Standard normal deviate of a 90 % interval. */
const Z90 = 1.645

/** What a turn's reasons hold when its ask says that the one before failed; see provider/classify/in-context.ts. */
export const COMPLAINTS = ["says that it did not work", "asks the same again"]

/** What provider/decide.ts says of work that began below its class's tier. */
export const BEGINS_LOWER = "begins on the"

/** What provider/decide.ts says of the score of a classified ask. */
export const SCORE = /(\d+) % that a cheap model is not enough$/

/** @returns undefined where no threshold is surely better, or the whole class had better move. */
export function proposeSmartFrom(calls: readonly Call[], routing: Routing): ScoreRecord | undefined {
  const { tier, proposal } = recordsOf("medium", readTurns(calls), routing)[0] ?? {}
  if (tier !== "cheap" || proposal?.kind !== "keep") return undefined
  const own = readTurns(calls).filter(
    (turn) => turn.class === "medium" && turn.tier === tier && !turn.beganLower,
  )
  const limit = Math.min(TOLERATED, breakEven("medium", { from: tier, to: "smart", routing }))
  for (const smartFrom of THRESHOLDS) {
    if (smartFrom >= routing.smartFrom) return undefined
    const above = own.filter(({ score }) => score !== undefined && score >= smartFrom)
    const failed = above.filter((turn) => turn.failed).length
    const interval = wilson(failed, above.length)
    if (above.length >= FEWEST_TURNS && interval.low > limit)
      return { smartFrom, limit, turns: above.length, failed, ...interval }
  }
  return undefined
}

const THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]

export function proposeTuning(calls: readonly Call[], routing: Routing): ClassRecord[] {
  const turns = readTurns(calls)
  return CLASSES.flatMap((taskClass) => recordsOf(taskClass, turns, routing))
}

/** The class's own tier first. */
function recordsOf(taskClass: TaskClass, turns: readonly Fared[], routing: Routing): ClassRecord[] {
  const tier = routing.classes[taskClass]
  const own = turns.filter((turn) => turn.class === taskClass)
  const usual = own.filter((turn) => turn.tier === tier && !turn.beganLower)
  const lower = TIERS[TIERS.indexOf(tier) - 1] ?? tier
  const lowered = own.filter((turn) => turn.tier === lower && turn.beganLower)
  const records = [recordOf({ class: taskClass, tier, beganLower: false }, usual, routing)]
  if (lowered.length === 0) return records
  return [...records, recordOf({ class: taskClass, tier: lower, beganLower: true }, lowered, routing)]
}

function recordOf(
  place: Pick<ClassRecord, "class" | "tier" | "beganLower">,
  own: readonly Fared[],
  routing: Routing,
): ClassRecord {
  const failed = own.filter((turn) => turn.failed).length
  const { low, high } = wilson(failed, own.length)
  const record = { ...place, turns: own.length, failed, low, high }
  return { ...record, proposal: proposalFor(record, routing) }
}

function proposalFor(record: Omit<ClassRecord, "proposal">, routing: Routing): Proposal {
  if (record.turns < FEWEST_TURNS) return { kind: "too-little", missing: FEWEST_TURNS - record.turns }
  const to = TIERS[TIERS.indexOf(record.tier) + 1]
  if (to === undefined) return { kind: "keep" }
  const limit = Math.min(TOLERATED, breakEven(record.class, { from: record.tier, to, routing }))
  return record.low > limit ? { kind: "raise", to, limit } : { kind: "keep" }
}

interface Step {
  from: Tier
  to: Tier
  routing: Routing
}

/** The share of failures from which trying the cheaper tier first costs more than beginning with the dearer one. */
function breakEven(taskClass: TaskClass, { from, to, routing }: Step): number {
  const modelOf = (tier: Tier) => findModel(routing.tiers[tier][0] ?? "")
  const usual = (tier: Tier) => {
    const model = modelOf(tier)
    return model ? Number(predictTurn({ class: taskClass, tier, model, history: [], modelOf }).p50Nano) : 0
  }
  const dearer = usual(to)
  return dearer > 0 ? Math.max(0, 1 - usual(from) / dearer) : 0
}

interface Fared {
  class: TaskClass
  tier: Tier
  beganLower: boolean
  /** 0..1; undefined in rows of older versions. */
  score: number | undefined
  failed: boolean
}

/** Asks of people that were routed by class, each with what came of it. */
function readTurns(calls: readonly Call[]): Fared[] {
  const own = calls
    .filter((call) => call.turn !== "" && call.session === call.rootSession && call.modelAsked === "auto")
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
  // By agent, so that titles and summaries within a turn are not taken for its beginning.
  const sessions = Map.groupBy(own, ({ session, agent }) => JSON.stringify([session, agent]))
  return [...sessions.values()].flatMap((ofSession) => {
    const turns = [...Map.groupBy(ofSession, ({ turn }) => turn).values()]
    return turns.flatMap((turn, index) => faredOf(turn, turns[index + 1]?.[0]))
  })
}

function faredOf(turn: readonly Call[], next: Call | undefined): Fared[] {
  const [first] = turn
  if (first?.cause !== "classified" || first.class === null || first.tier === null) return []
  const raised = turn.some(({ cause }) => cause === "raised")
  const beganLower = first.signals.some((signal) => signal.startsWith(BEGINS_LOWER))
  const failed = raised || saysItFailed(next, first.tier)
  const percent = first.signals.map((signal) => SCORE.exec(signal)?.[1]).find((found) => found !== undefined)
  const score = percent === undefined ? undefined : Number(percent) / 100
  return [{ class: first.class, tier: first.tier, beganLower, score, failed }]
}

function saysItFailed(next: Call | undefined, tier: Tier): boolean {
  if (!next) return false
  const complains = next.signals.some((signal) => COMPLAINTS.includes(signal))
  const asksForMore = next.cause === "asked-tier" && next.tier !== null
  return complains || (asksForMore && TIERS.indexOf(next.tier ?? "free") > TIERS.indexOf(tier))
}

/** Wilson's score interval, which holds for few turns, too. */
function wilson(hits: number, of: number): { low: number; high: number } {
  if (of === 0) return { low: 0, high: 1 }
  const share = hits / of
  const z2 = Z90 ** 2
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of)
  const half = (Z90 / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of ** 2))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
