// Makes ledger/priors.json, what predictions start from: simulated turns (simulate-turns.ts) and how much people and
// kinds of turns differ in it: `bun scripts/make-priors.ts DATE`. Prices come in later, from the catalogue.
import { join } from "node:path"
import { CLASSES, type TaskClass } from "../config/index.ts"
import {
  addHabits,
  drawHabit,
  type Random,
  type SimulatedTurn,
  seededRandom,
  simulateTurn,
  turnModel,
  typicalHabit,
} from "./simulate-turns.ts"

const SEED = 20261122
/** Turns kept of each class: the quantiles 1/100 to 99/100 of their cost. */
const KEPT = 99
const TURNS_PER_KEPT = 200
/** For the spreads: people, kinds of turns each has, turns of each kind. */
const PEOPLE = { count: 300, kinds: 6, turns: 30 }

// Only for the order and the spreads: the ratios of a usual price list (input 1, cache read 0.1, write 1.25, output 5).
const RATIO = { fresh: 1.25, cached: 0.1, output: 5 }

const METHOD = [
  "Every number comes from a generative model of agent turns (parameters below), none from measured costs.",
  "A row is one turn: calls, tokens of the first prompt, calls that found it cached, tokens that the later prompts hold beyond it (all calls together), the cached part of these, output tokens.",
  "The rows of a class are turns of a typical person, at the quantiles 1/100 to 99/100 of cost at usual price ratios.",
  "Spreads are standard deviations of log cost: of people around the typical one, and of the kinds of turns (class and tier) around their person.",
]

export function makePriors() {
  const random = seededRandom(SEED)
  const classes = Object.fromEntries(CLASSES.map((each) => [each, typicalTurns(each, random)]))
  return {
    source: `scripts/make-priors.ts, seed ${SEED}`,
    method: METHOD,
    parameters: turnModel,
    spread: spreads(random),
    classes,
  }
}

function typicalTurns(taskClass: TaskClass, random: Random): number[][] {
  const turns = Array.from({ length: (KEPT + 1) * TURNS_PER_KEPT }, () =>
    simulateTurn(taskClass, typicalHabit, random),
  ).toSorted((a, b) => weight(a) - weight(b))
  return Array.from({ length: KEPT }, (_, index) => turns[(index + 1) * TURNS_PER_KEPT]).flatMap((turn) =>
    turn === undefined ? [] : [rowOf(turn)],
  )
}

function rowOf(turn: SimulatedTurn): number[] {
  return [
    turn.calls,
    turn.promptTokens,
    turn.hits,
    turn.grownTokens,
    turn.grownCachedTokens,
    turn.outputTokens,
  ]
}

/** The cost in units of one fresh input token. */
function weight({
  calls,
  promptTokens,
  hits,
  grownTokens,
  grownCachedTokens,
  outputTokens,
}: SimulatedTurn): number {
  const cached = hits * promptTokens + grownCachedTokens
  const fresh = calls * promptTokens + grownTokens - cached
  return fresh * RATIO.fresh + cached * RATIO.cached + outputTokens * RATIO.output
}

/** The variance of people and of kinds, by the means of their turns' logarithms. */
function spreads(random: Random): { people: number; kinds: number } {
  const people = Array.from({ length: PEOPLE.count }, () => {
    const person = drawHabit(turnModel.betweenPeople, random)
    return Array.from({ length: PEOPLE.kinds }, () => {
      const habit = addHabits(person, drawHabit(turnModel.betweenKinds, random))
      return Array.from({ length: PEOPLE.turns }, () =>
        Math.log(weight(simulateTurn("complex", habit, random))),
      )
    })
  })
  const withinKind = mean(people.flatMap((kinds) => kinds.map(variance))) / PEOPLE.turns
  const kindsVariance = mean(people.map((kinds) => variance(kinds.map(mean)))) - withinKind
  const peopleVariance =
    variance(people.map((kinds) => mean(kinds.map(mean)))) - (kindsVariance + withinKind) / PEOPLE.kinds
  return { people: rounded(Math.sqrt(peopleVariance)), kinds: rounded(Math.sqrt(kindsVariance)) }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function variance(values: number[]): number {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** One turn a line, so that a change reads as a diff. */
function print(date: string): string {
  const { classes, ...head } = makePriors()
  const tables = Object.entries(classes).map(
    ([name, rows]) =>
      `    "${name}": [\n${rows.map((row) => `      [${row.join(", ")}]`).join(",\n")}\n    ]`,
  )
  const opening = JSON.stringify({ date, ...head }, null, 2).replace(/\n\}$/, "")
  return `${opening},\n  "classes": {\n${tables.join(",\n")}\n  }\n}\n`
}

if (import.meta.main) {
  const [date] = process.argv.slice(2)
  if (date === undefined || Number.isNaN(Date.parse(date))) {
    console.error("Usage: bun scripts/make-priors.ts DATE, such as 2026-11-22")
    process.exit(2)
  }
  await Bun.write(join(import.meta.dir, "../ledger/priors.json"), print(date))
}
