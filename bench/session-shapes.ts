// Sessions as people have them, drawn with a seed: short fixes, long features, debugging marathons, idle gaps, and a mix.
// The turns are those that the priors were made from; their gaps and the order of classes are written down here.
import { CLASSES, type TaskClass } from "../config/index.ts"
import { type Random, turnModel } from "../scripts/simulate-turns.ts"

/** One model call: what it adds to the conversation, and how long until the next one. */
export interface Step {
  outputTokens: number
  toolTokens: number
  ms: number
  /** The host has lost the cache, though it is not old. */
  evicted: boolean
}

export interface SessionTurn {
  class: TaskClass
  /** Since the end of the turn before. */
  idleMs: number
  askTokens: number
  steps: Step[]
}

export type Session = SessionTurn[]

export type Shares = Record<TaskClass, number>

export interface Shape {
  /** How many turns, from and to. */
  turns: [number, number]
  /** Median of the pause before a turn, in minutes, and the standard deviation of its logarithm. */
  idle: { median: number; sd: number }
  /** undefined takes the classes of the mix. */
  classes?: Shares
}

const [BASE, TOOL] = [turnModel.basePromptTokens, turnModel.toolOutputTokens]

/** OpenCode's system prompt and tools, which begin every prompt. */
export const BASE_TOKENS = BASE

/** OpenCode compacts before the context is full; a session goes on from a summary then. */
export const COMPACTS_AT = 180_000
export const SUMMARY_TOKENS = 6_000

/** real-dev.jsonl (235 asks that people typed, the harder of two labels): 123, 79, 30 and 3 of each class. */
export const REAL_SHARES: Shares = { simple: 123, medium: 79, complex: 30, reasoning: 3 }

export const SHAPES: Record<string, Shape> = {
  "short fixes": {
    turns: [2, 5],
    idle: { median: 1.5, sd: 0.8 },
    classes: { simple: 80, medium: 20, complex: 0, reasoning: 0 },
  },
  "long feature": {
    turns: [8, 16],
    idle: { median: 2.5, sd: 1 },
    classes: { simple: 40, medium: 35, complex: 23, reasoning: 2 },
  },
  "debugging marathon": {
    turns: [12, 25],
    idle: { median: 1, sd: 0.7 },
    classes: { simple: 45, medium: 15, complex: 30, reasoning: 10 },
  },
  "idle gaps": { turns: [5, 10], idle: { median: 20, sd: 0.8 } },
  "hard, then commit": {
    turns: [6, 10],
    idle: { median: 1, sd: 0.5 },
    classes: { simple: 50, medium: 0, complex: 25, reasoning: 25 },
  },
  mix: { turns: [1, 14], idle: { median: 2.5, sd: 1.2 } },
}

export function drawSession(shape: Shape, mix: Shares, random: Random): Session {
  const [from, to] = shape.turns
  const count = from + Math.floor(random() * (to - from + 1))
  return Array.from({ length: count }, (_, index) => {
    const drawn = drawClass(shape.classes ?? mix, random)
    const idle = Math.exp(shape.idle.sd * normal(random)) * shape.idle.median * 60_000
    return { ...drawTurn(drawn, random), idleMs: index === 0 ? 0 : idle }
  })
}

function drawTurn(taskClass: TaskClass, random: Random): Omit<SessionTurn, "idleMs"> {
  const { calls, output } = turnModel.classes[taskClass]
  const count = Math.max(1, Math.round(draw(calls, random)))
  const steps = Array.from({ length: count }, (): Step => {
    const outputTokens = Math.round(draw(output, random))
    return {
      outputTokens,
      toolTokens: Math.round(draw(TOOL, random)),
      ms: outputTokens * MS_PER_TOKEN + draw(TOOL_MS, random),
      evicted: random() >= turnModel.cacheHits.laterCalls,
    }
  })
  return { class: taskClass, askTokens: Math.round(draw(ASK_TOKENS, random)), steps }
}

/** Sixty tokens a second; a tool runs for seconds, now and then for minutes. */
const MS_PER_TOKEN = 1000 / 60
const TOOL_MS = { median: 3_000, sd: 1.4 }
const ASK_TOKENS = { median: 60, sd: 1.2 }

export function drawClass(shares: Shares, random: Random): TaskClass {
  const total = CLASSES.reduce((sum, each) => sum + shares[each], 0)
  let left = random() * total
  for (const each of CLASSES) {
    left -= shares[each]
    if (left < 0) return each
  }
  return "medium"
}

function draw({ median, sd }: { median: number; sd: number }, random: Random): number {
  return median * Math.exp(sd * normal(random))
}

/** Box and Muller's. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
