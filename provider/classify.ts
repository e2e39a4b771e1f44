// A plain scorer over the newest human ask: each signal adds weight and says so. Local, deterministic, never throws.
import type { Classification, TaskClass } from "../config/index.ts"

interface Signal {
  reason: string
  /** Added to the log-odds that a cheap model is not enough. */
  weight: number
  found: (ask: Ask) => boolean
}

interface Ask {
  text: string
  words: number
  lines: number
}

/** More than this much of an ask is not looked at: pasted logs say little about difficulty. */
const LOOKED_AT = 8_000

// Weights are judgement, to be replaced by the trained model of the routing issue; signs and order are what counts.
const SIGNALS: Signal[] = [
  {
    reason: "asks to design, plan or re-architect",
    weight: 2.2,
    found: has(
      /\b(architect\w*|re-?architect\w*|design (?:a|an|the|our|and)\b|migrat(?:e|ion|ing)|rewrite|redesign|refactor\w*|overhaul|from scratch)\b/i,
    ),
  },
  {
    reason: "needs careful reasoning (concurrency, proof, algorithm)",
    weight: 3.4,
    found: has(
      /\b(prove|proof|deadlock\w*|race conditions?|concurren\w+|lock-?free|linearizab\w+|consensus|distributed (?:lock|transaction|system)s?|np-(?:hard|complete)|time complexity|invariants?|formal\w* verif\w+|root cause|trade-?offs?)\b/i,
    ),
  },
  {
    reason: "an unclear cause to find",
    weight: 1.4,
    found: has(
      /\b(debug|investigate|figure out|why (?:does|is|do|are)|intermittent\w*|flaky|randomly|sometimes fails|memory leak|heisenbug|doesn'?t work|still broken)\b/i,
    ),
  },
  {
    reason: "covers many parts",
    weight: 1.5,
    found: has(
      /\b(across (?:the|all|every)|entire|whole (?:code ?base|project|repo\w*)|all (?:modules|services|files|packages|endpoints)|end[- ]to[- ]end|multiple (?:services|modules|files)|every (?:module|service|package|endpoint))\b/i,
    ),
  },
  {
    reason: "asks for a feature to be built",
    weight: 1.0,
    found: has(/\b(implement|build|create|develop|integrate|support for|add (?:a|an|support))\b/i),
  },
  {
    reason: "names constraints of production (security, performance, tests, compatibility)",
    weight: 0.8,
    found: has(
      /\b(security|secure|performance|scalab\w+|backwards?[- ]compatib\w+|zero[- ]downtime|thread[- ]safe|idempoten\w+|transaction\w*|benchmark\w*|edge cases)\b/i,
    ),
  },
  {
    reason: "shows a stack trace or an error",
    weight: 0.6,
    found: has(/(\bat .+:\d+:\d+|Traceback|Exception\b|panicked at|\bE\d{4}\b)/),
  },
  {
    reason: "has several steps",
    weight: 0.9,
    found: ({ text }) => count(text, /^\s*(?:[-*]|\d+[.)])\s/gm) >= 3,
  },
  { reason: "is long", weight: 0.9, found: ({ words }) => words > 120 },
  { reason: "contains code", weight: 0.3, found: has(/```|\bfunction\b.*\{|=>|;\s*$/m) },
  {
    reason: "is a look-up or an explanation",
    weight: -1.3,
    found: has(
      /^\s*(?:(?:please|can you|could you|would you)[\s,]+)*(?:what(?:'s| is| are| does)|which|where|who|when|how (?:do|can) i|show|list|print|explain|tell me|read|find (?:all|where|which|the (?:file|line|function|definition))|count|display)\b/i,
    ),
  },
  {
    reason: "is a small mechanical change",
    weight: -2.0,
    found: has(
      /\b(rename|typo|reformat|format|lint|bump|commit|push|stage|run (?:the )?(?:tests?|build|lint)|add a comment|remove (?:the )?unused|delete (?:the )?(?:file|line)|update (?:the )?(?:readme|version|changelog)|fix (?:the |a )?(?:typo|import|indentation))\b/i,
    ),
  },
  {
    reason: "is a greeting or an acknowledgement",
    weight: -2.5,
    found: has(
      /^\s*(?:hi|hello|hey|thanks?|thank you|ok(?:ay)?|yes|no|sure|go on|continue|say\b.*)[\s.!,]*(?:there)?[\s.!]*$/i,
    ),
  },
  { reason: "is short", weight: -0.7, found: ({ words }) => words <= 12 },
]

/** Log-odds without any signal: a plain ask of a coding agent is a medium one. */
const PRIOR = -0.4

/** @returns class, confidence and score of one human ask; text that fires no signal is `medium`. */
export function classify(text: string): Classification {
  const ask = readAsk(text)
  const fired = SIGNALS.filter((signal) => signal.found(ask))
  const telling = fired.filter((signal) => signal.reason !== "is short")
  const total = fired.reduce((sum, signal) => sum + signal.weight, PRIOR)
  const score = 1 / (1 + Math.exp(-total))
  if (telling.length === 0) {
    return { class: "medium", confidence: 0.4, score: round(score), reasons: ["no signal: taken as medium"] }
  }
  const reasons = fired
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .map(({ reason }) => reason)
  return { class: classOf(total, fired), confidence: confidenceOf(total), score: round(score), reasons }
}

// Bounds in log-odds between the classes, halfway between typical asks of the two.
const BOUNDS = { simple: -1, medium: 1.3 }

function classOf(total: number, fired: Signal[]): TaskClass {
  if (total < BOUNDS.simple) return "simple"
  if (total < BOUNDS.medium) return "medium"
  const reasoned = fired.some((signal) => signal.reason.startsWith("needs careful reasoning"))
  return reasoned ? "reasoning" : "complex"
}

/** Grows with the distance to the nearest bound. */
function confidenceOf(total: number): number {
  const distance = Math.min(...Object.values(BOUNDS).map((bound) => Math.abs(total - bound)))
  return round(Math.min(0.99, 0.5 + distance / 4))
}

function readAsk(text: string): Ask {
  const looked = text.slice(0, LOOKED_AT)
  return { text: looked, words: count(looked, /\S+/g), lines: count(looked, /\n/g) + 1 }
}

function has(pattern: RegExp): (ask: Ask) => boolean {
  return ({ text }) => pattern.test(text)
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
