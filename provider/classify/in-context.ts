// How an ask reads in the conversation it stands in: short follow-ups inherit, complaints raise, plans have a floor.
import { CLASSES, type Classification, type TaskClass } from "../../config/index.ts"
import type { AskKind } from "./ask-kind.ts"
import { CONCEPTS, type Concept } from "./concepts.ts"
import type { Features } from "./features.ts"

/** What is known of the conversation; each part may be left out. */
export interface AskContext {
  /** The agent that is asked. */
  agent?: string
  /** The person is planning: nothing is to be changed yet. */
  planMode?: boolean
  /** The class of the ask before this one, as it stood at the end: after any raise. */
  earlier?: TaskClass
  /** The ask before this one, to see the same ask again. */
  previousAsk?: string
}

/** More words than this have a content of their own. */
const FOLLOW_UP_WORDS = 6
const COMPLAINT_WORDS = 30

const INDEX = new Map(CONCEPTS.map((concept, index) => [concept, index]))

/** The classification of an ask by itself, as it reads in its context. */
export function inContext(
  found: Classification,
  features: Features,
  ask: string,
  context: AskContext,
): Classification {
  const { earlier } = context
  const placed = earlier ? afterEarlier(found, earlier, { features, ask, context }) : alone(found, features)
  const planning = context.planMode === true || context.agent === "plan"
  return planning && placed.class === "simple"
    ? { ...placed, class: "medium", reasons: [...placed.reasons, "planning needs at least a medium model"] }
    : placed
}

interface Asked {
  features: Features
  ask: string
  context: AskContext
}

function afterEarlier(
  found: Classification,
  earlier: TaskClass,
  { features, ask, context }: Asked,
): Classification {
  if (isSame(ask, context.previousAsk) && !isRepeatable(features)) return saidAgain(found, earlier)
  if (isThanks(features)) return found
  if (isComplaint(features)) return raised(found, earlier, "says that it did not work")
  if (isFollowUp(features)) return inherited(found, earlier, "follows up on the ask before")
  return found
}

/** A complaint whose ask is not known: at least medium. */
function alone(found: Classification, features: Features): Classification {
  return isComplaint(features) && found.class === "simple" && features.words.length <= FOLLOW_UP_WORDS
    ? { ...found, class: "medium", reasons: [...found.reasons, "says that it did not work"] }
    : found
}

function inherited(found: Classification, earlier: TaskClass, reason: string): Classification {
  const score = Math.max(found.score, LEAST_SCORE[earlier])
  return {
    class: earlier,
    confidence: Math.max(found.confidence, 0.6),
    score,
    reasons: [reason, `that was ${earlier}`],
  }
}

/** One class above the earlier one, or what the ask is by itself where that is more; at any rate dearer than before. */
function raised(found: Classification, earlier: TaskClass, reason: string): Classification {
  const at = Math.max(CLASSES.indexOf(earlier) + 1, CLASSES.indexOf(found.class))
  const to = CLASSES[Math.min(at, CLASSES.length - 1)] ?? earlier
  const { confidence, score } = inherited(found, to, reason)
  return {
    class: to,
    confidence,
    score: Math.max(score, RAISED_SCORE),
    reasons: [reason, `the ask before was ${earlier}`],
  }
}

/** It may be wanted once more all the same, so it goes up once, and never to the top. */
function saidAgain(found: Classification, earlier: TaskClass): Classification {
  if (CLASSES.indexOf(found.class) >= CLASSES.indexOf("complex")) return found
  const again = raised(found, found.class, "asks the same again")
  return { ...again, reasons: ["asks the same again", `the ask before was ${earlier}`] }
}

/** A cheap model failed: where medium asks go by their score, they go up. */
const RAISED_SCORE = 0.6

/** What a class says of the score where the ask by itself says nothing. */
const LEAST_SCORE: Record<TaskClass, number> = { simple: 0, medium: 0.2, complex: 0.6, reasoning: 0.8 }

/** With these an ask may have no content of its own; "commit it" or "rename it" is work of its own, and easy. */
const CONTENTLESS = new Set<AskKind>([
  "nothing",
  "approval",
  "statement",
  "openFeature",
  "phase",
  "fix",
  "create",
  "add",
  "change",
  "address",
  "wish",
  "correction",
])

/** Yes, go on, do it, the second one: nothing that would stand by itself. */
function isFollowUp({ words, kind, known }: Features): boolean {
  if (words.length > FOLLOW_UP_WORDS || !CONTENTLESS.has(kind)) return false
  if (words.some((word) => word.kind !== "word" && word.kind !== "number")) return false
  return kind === "nothing" || kind === "approval" || known === 0 || refersBack(words)
}

/** Agreement, an order to go on, or a pronoun in place of a thing. */
function refersBack(words: Features["words"]): boolean {
  return words.some(({ facts }) => facts.concepts.some((concept) => BACK.has(concept)))
}

const BACK = indexes(["accept", "finish", "goesOn", "again", "pronoun"])
const COMPLAINTS = indexes(["failure", "lacking", "negation", "nobody"])

function isComplaint({ words, present, kind }: Features): boolean {
  if (words.length === 0 || words.length > COMPLAINT_WORDS) return false
  const said = (concept: Concept) => present[INDEX.get(concept) ?? -1] === 1
  if (said("undo") && words.length <= FOLLOW_UP_WORDS) return true
  if (said("again") && [...COMPLAINTS].some((concept) => present[concept] === 1)) return true
  if (kind === "correction" && [...COMPLAINTS].some((concept) => present[concept] === 1)) return true
  return said("outcome") && (said("negation") || said("lacking") || said("failure"))
}

function isThanks({ kind }: Features): boolean {
  return kind === "greeting"
}

/** "Run the tests", "commit and push", "continue": said again because they are wanted again. */
function isRepeatable(features: Features): boolean {
  return REPEATABLE.has(features.kind) || isFollowUp(features) || leadsWith(features, RUNNING)
}

const REPEATABLE = new Set<AskKind>(["nothing", "command", "greeting", "approval", "run", "show"])
const RUNNING = indexes(["run", "git"])
const LEAD_WORDS = 2

function leadsWith({ words }: Features, meant: Set<number>): boolean {
  return words.slice(0, LEAD_WORDS).some(({ facts }) => facts.concepts.some((concept) => meant.has(concept)))
}

/** The same words again, whatever their case, blanks and punctuation. */
function isSame(ask: string, previous: string | undefined): boolean {
  if (previous === undefined) return false
  const [now, before] = [ask.slice(0, SAME_LOOKED_AT), previous.slice(0, SAME_LOOKED_AT)]
  if (Math.abs(now.length - before.length) > 10) return false
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim()
  const said = plain(now)
  return said.length >= 8 && said === plain(before)
}

const SAME_LOOKED_AT = 2_000

function indexes(concepts: Concept[]): Set<number> {
  return new Set(concepts.map((concept) => INDEX.get(concept) ?? -1))
}
