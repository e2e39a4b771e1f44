// A small generative model of agent turns, for priors and tests: calls, prompt growth, cache hits, output. No cost data
// of any benchmark went into it; the numbers are judgement from how OpenCode and such agents work, written down as data.
import type { TaskClass } from "../config/index.ts"

/** `median` and the standard deviation of the logarithm. */
interface LogNormal {
  median: number
  sd: number
}

interface ClassModel {
  /** Model calls of one turn, one and up. */
  calls: LogNormal
  /** Tokens that one call writes: text, tool calls and reasoning together. */
  output: LogNormal
}

export const turnModel = {
  /** OpenCode's system prompt and tool schemas. */
  basePromptTokens: 11_000,
  /** What the session holds already when the turn begins, the ask included. */
  conversationTokens: { median: 8_000, sd: 1.3 },
  /** What one tool call adds to the prompt: mostly short, now and then a whole file. */
  toolOutputTokens: { median: 600, sd: 1.2 },
  classes: {
    simple: { calls: { median: 3, sd: 0.7 }, output: { median: 180, sd: 0.9 } },
    medium: { calls: { median: 9, sd: 0.8 }, output: { median: 350, sd: 0.9 } },
    complex: { calls: { median: 24, sd: 0.7 }, output: { median: 500, sd: 0.9 } },
    reasoning: { calls: { median: 26, sd: 0.8 }, output: { median: 900, sd: 1 } },
  } satisfies Record<TaskClass, ClassModel>,
  /** The prompt cache lives five minutes: a person is often slower, a tool loop seldom. */
  cacheHits: { firstCall: 0.4, laterCalls: 0.93 },
  /** How far one person's work is from another's, in logarithms. */
  betweenPeople: { calls: 0.4, toolOutput: 0.35, output: 0.4 },
  /** How far one model and class is from that person's others. */
  betweenKinds: { calls: 0.25, toolOutput: 0, output: 0.35 },
} as const

/** Added to the logarithms of the typical turn's figures. */
export interface Habit {
  calls: number
  toolOutput: number
  output: number
}

export const typicalHabit: Habit = { calls: 0, toolOutput: 0, output: 0 }

/** Token counts of one turn, summed so that the turn can be priced for another opening prompt, too. */
export interface SimulatedTurn {
  calls: number
  /** The prompt of its first call. */
  promptTokens: number
  /** Calls that found that prompt in the cache. */
  hits: number
  /** What the later prompts hold beyond the first, all calls together; and the part of it read from the cache. */
  grownTokens: number
  grownCachedTokens: number
  outputTokens: number
}

/** Uniform in 0..1, as Math.random is. */
export type Random = () => number

export function simulateTurn(taskClass: TaskClass, habit: Habit, random: Random): SimulatedTurn {
  const { calls: callsOf, output } = turnModel.classes[taskClass]
  const calls = Math.max(1, Math.round(draw(callsOf, habit.calls, random)))
  const turn: SimulatedTurn = {
    calls,
    promptTokens: Math.round(turnModel.basePromptTokens + draw(turnModel.conversationTokens, 0, random)),
    ...{ hits: 0, grownTokens: 0, grownCachedTokens: 0, outputTokens: 0 },
  }
  let grown = 0
  let grownBefore = 0
  for (let call = 0; call < calls; call++) {
    const { firstCall, laterCalls } = turnModel.cacheHits
    const hit = random() < (call === 0 ? firstCall : laterCalls)
    const written = Math.round(draw(output, habit.output, random))
    turn.grownTokens += grown
    turn.hits += hit ? 1 : 0
    turn.grownCachedTokens += hit ? grownBefore : 0
    turn.outputTokens += written
    grownBefore = grown
    grown += written + Math.round(draw(turnModel.toolOutputTokens, habit.toolOutput, random))
  }
  return turn
}

/** One person's habit, or how one kind of turn differs from that person's others. */
export function drawHabit(spread: Habit, random: Random): Habit {
  return {
    calls: spread.calls * normal(random),
    toolOutput: spread.toolOutput * normal(random),
    output: spread.output * normal(random),
  }
}

export function addHabits(one: Habit, other: Habit): Habit {
  return {
    calls: one.calls + other.calls,
    toolOutput: one.toolOutput + other.toolOutput,
    output: one.output + other.output,
  }
}

function draw({ median, sd }: LogNormal, shift: number, random: Random): number {
  return median * Math.exp(shift + sd * normal(random))
}

/** Box and Muller's. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Mulberry32: the same numbers for the same seed, on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
