// The cascade replayed on measured runs, for every pair of models: `bun bench/cascade-replay.ts [OUTCOMES]`.
// Method and traps: bench/README.md. Writes bench/results/cascade.json and cascade.md.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { catalogueSource } from "../ledger/index.ts"
import {
  bootstrapWeights,
  gainIntervals,
  type Handover,
  handovers,
  type Interval,
  type Outcomes,
  type Rates,
  type Replay,
  replay,
  tasksOf,
} from "./cascade-maths.ts"

const DETECTIONS = [0.3, 0.5, 0.7, 1]
const FALSE_ALARMS = [0, 0.1, 0.2]
const GRID: Rates[] = DETECTIONS.flatMap((detection) =>
  FALSE_ALARMS.map((falseAlarms) => ({ detection, falseAlarms })),
)
const USUAL: Rates = { detection: 0.5, falseAlarms: 0.1 }
const RESAMPLES = 1000
const SEED = 20261122
const DEFAULT_DATA = join(import.meta.dir, "../../shared/data/routing/outcomes-dev.jsonl")

/** The target: at these rates at least this share of the strong model's solved, for at most this share of its cost. */
const TARGET = { start: "gpt-5-mini", strong: "sonnet-4-5", solved: 0.95, cost: 0.45 }

/** Shipped models and the nearest in the data, an older generation of the same place in the price list. */
const MAPPING: [string, string, string][] = [
  ["cheap", "google/gemini-3.8-flash, openai/gpt-6-luna", "gpt-5-mini"],
  ["cheap", "z-ai/glm-5.3-flash", "glm-4.5 (the whole glm, not a flash)"],
  ["smart", "anthropic/claude-sonnet-5", "sonnet-4-5"],
  ["smart", "openai/gpt-6-sol", "gpt-5"],
  ["premium", "anthropic/claude-opus-5.5", "opus-4"],
  ["premium", "openai/gpt-6-astra", "none; o3 is as old as opus-4"],
  ["free", "nvidia/nemotron-3-ultra, google/gemma-4-31b-it", "gpt-oss-120b"],
]
const MAPPED: [string, string][] = [
  ["gpt-5-mini", "sonnet-4-5"],
  ["gpt-5-mini", "gpt-5"],
  ["gpt-5-mini", "gemini-3-pro"],
  ["glm-4.5", "sonnet-4-5"],
  ["gpt-5-mini", "opus-4"],
  ["sonnet-4-5", "opus-4"],
  ["gpt-oss-120b", "gpt-5-mini"],
]

const rowSchema = z.object({
  outcomes: z.record(z.string(), z.object({ resolved: z.boolean(), costUsd: z.number(), calls: z.number() })),
})

interface Cell {
  rates: Rates
  result: Replay
  gain: Interval
}

interface Pair {
  start: string
  strong: string
  cells: Cell[]
}

async function main(path: string): Promise<void> {
  if (!(await Bun.file(path).exists())) {
    console.error(`There is no ${path}; give the path of outcomes-dev.jsonl as the argument.`)
    process.exitCode = 2
    return
  }
  const lines = (await Bun.file(path).text()).split("\n").filter((line) => line.trim() !== "")
  const rows = lines.map((line): Outcomes => rowSchema.parse(JSON.parse(line)).outcomes)
  const pairs = allPairs(rows)
  const target = handovers.map((handover) => pairOf(rows, TARGET.start, TARGET.strong, handover))
  const markdown = asMarkdown(rows, pairs, target)
  const folder = join(import.meta.dir, "results")
  mkdirSync(folder, { recursive: true })
  await Bun.write(join(folder, "cascade.json"), asJson(rows.length, pairs))
  await Bun.write(join(folder, "cascade.md"), markdown)
  console.log(markdown)
}

/** In both directions: a dearer start model is no cascade that anybody wants, but it is in the data. */
function allPairs(rows: Outcomes[]): Pair[] {
  const names = [...new Set(rows.flatMap((outcomes) => Object.keys(outcomes)))].toSorted()
  return names.flatMap((start) =>
    names.filter((strong) => strong !== start).map((strong) => pairOf(rows, start, strong, "once")),
  )
}

const weightsBySize = new Map<number, Uint16Array[]>()

function pairOf(rows: Outcomes[], start: string, strong: string, handover: Handover): Pair {
  const tasks = tasksOf(rows, start, strong, handover)
  const weights = weightsBySize.get(tasks.length) ?? bootstrapWeights(tasks.length, RESAMPLES, SEED)
  weightsBySize.set(tasks.length, weights)
  const gains = gainIntervals(tasks, GRID, weights)
  const cells = GRID.map((rates, index) => {
    const gain = gains[index] ?? { low: Number.NaN, high: Number.NaN }
    return { rates, result: replay(tasks, rates), gain }
  })
  return { start, strong, cells }
}

function usualOf({ cells }: Pair): Cell {
  const { detection, falseAlarms } = USUAL
  const found = cells.find(({ rates }) => rates.detection === detection && rates.falseAlarms === falseAlarms)
  if (!found) throw new Error("The grid has lost its usual rates.")
  return found
}

function asMarkdown(rows: Outcomes[], pairs: Pair[], target: Pair[]): string {
  const mapped = MAPPED.flatMap(([start, strong]) =>
    pairs.filter((pair) => pair.start === start && pair.strong === strong),
  )
  const [main] = mapped
  const upwards = pairs.filter((pair) => {
    const { start, strong } = usualOf(pair).result
    return start.usd < strong.usd && start.solved < strong.solved
  })
  const above = upwards.filter((pair) => usualOf(pair).gain.low > 0).length
  const below = upwards.filter((pair) => usualOf(pair).gain.high < 0).length
  return [
    "# The cascade, replayed on measured runs",
    "",
    `Made by \`bun bench/cascade-replay.ts\` on ${rows.length} tasks; method and traps in [../README.md](../README.md).`,
    `Prices for lost caches: catalogue of ${catalogueSource.date}. Costs in USD for all tasks; the gain is tasks solved beyond`,
    `a random mix of both models at the same cost, with its bootstrap 95 % interval (${RESAMPLES} resamples of the tasks).`,
    "",
    `## Target: ${TARGET.start} to ${TARGET.strong}, half of the failures noticed, 10 % false alarms`,
    "",
    "| the strong model takes over | share of its solved | share of its cost | gain over the mix | target (95 %, 45 %) |",
    "|---|---|---|---|---|",
    ...target.map((pair, index) => targetRow(HANDOVER_WORDS[handovers[index] ?? "once"], usualOf(pair))),
    "",
    "All tables below count the history once, not in the cache.",
    "",
    "## Shipped tiers and the models in the data",
    "",
    "| tier | shipped | nearest in the data |",
    "|---|---|---|",
    ...MAPPING.map((row) => `| ${row.join(" | ")} |`),
    "",
    ...MAPPING_LIMITS,
    "",
    "## Those pairs, half of the failures noticed, 10 % false alarms",
    "",
    ...PAIR_HEAD,
    ...mapped.map((pair) => pairRow(pair)),
    "",
    `## ${TARGET.start} to ${TARGET.strong}, by rates`,
    "",
    ...GRID_HEAD,
    ...(main?.cells ?? []).map(gridRow),
    "",
    `## All ${pairs.length} pairs, half of the failures noticed, 10 % false alarms`,
    "",
    `Of the ${upwards.length} pairs from a cheaper, weaker model to a dearer, stronger one the whole interval of the gain is above`,
    `nothing in ${above} and below it in ${below}. All twelve rates of each pair are in cascade.json.`,
    "",
    ...PAIR_HEAD,
    ...pairs.map((pair) => pairRow(pair)),
    "",
  ].join("\n")
}

const HANDOVER_WORDS: Record<Handover, string> = {
  anew: "anew, without the history",
  once: "with the history read once, not in its cache",
  carried: "with the history in every one of its calls, none of them saved",
}

const MAPPING_LIMITS = [
  "What that can not tell: how good the shipped models are (the data are a generation older, and the cheap ones of today",
  "solve more, so that less is left to raise); how often Ralex notices a failure (the rates are assumed, the same for every",
  "task; a check that notices what a stronger model can mend is worth more, one that notices what is hard for everybody",
  "less); anything but Python issues on one scaffold, in one turn; and whether a model that finds the work of another does",
  "better or worse than one that begins anew: its own measured run is taken.",
]

const PAIR_HEAD = [
  "| start | strong | always start | always strong | cascade | random mix | gain | oracle |",
  "|---|---|---|---|---|---|---|---|",
]
const GRID_HEAD = [
  "| noticed | false alarms | cascade | share of solved | share of cost | random mix | gain |",
  "|---|---|---|---|---|---|---|",
]

function pairRow(pair: Pair): string {
  const cell = usualOf(pair)
  const { start, strong, policy, mixSolved, oracle } = cell.result
  const totals = [start, strong, policy].map(totalsText)
  return `| ${[pair.start, pair.strong, ...totals, mixSolved.toFixed(1), gainText(cell), totalsText(oracle)].join(" | ")} |`
}

function gridRow(cell: Cell): string {
  const { rates, result } = cell
  const { policy, mixSolved } = result
  const shares = sharesOf(result)
  return `| ${[percent(rates.detection), percent(rates.falseAlarms), totalsText(policy), percent(shares.solved), percent(shares.cost), mixSolved.toFixed(1), gainText(cell)].join(" | ")} |`
}

function targetRow(words: string, cell: Cell): string {
  const { solved, cost } = sharesOf(cell.result)
  const met = solved >= TARGET.solved && cost <= TARGET.cost ? "met" : "missed"
  return `| ${[words, percent(solved), percent(cost), gainText(cell), met].join(" | ")} |`
}

function sharesOf({ policy, strong }: Replay) {
  return { solved: policy.solved / strong.solved, cost: policy.usd / strong.usd }
}

function totalsText({ solved, usd }: { solved: number; usd: number }): string {
  return `${solved.toFixed(1)} for ${usd.toFixed(2)}`
}

function gainText({ result, gain }: Cell): string {
  return `${signed(result.gain)} [${signed(gain.low)}, ${signed(gain.high)}]`
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(1)}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share * 100 === Math.round(share * 100) ? 0 : 1)} %`
}

/** One pair a line. */
function asJson(tasks: number, pairs: Pair[]): string {
  const head = { v: 1, tasks, prices: catalogueSource, resamples: RESAMPLES, seed: SEED, handover: "once" }
  const lines = pairs.map(({ start, strong, cells }) => {
    const [first] = cells
    const cellsShort = cells.map(({ rates, result, gain }) => ({
      ...rates,
      ...result.policy,
      mixSolved: result.mixSolved,
      gain: [result.gain, gain.low, gain.high],
    }))
    const line = {
      start,
      strong,
      startAlone: first?.result.start,
      strongAlone: first?.result.strong,
      oracle: first?.result.oracle,
      cells: cellsShort,
    }
    return JSON.stringify(line, (_key, value: unknown) => (typeof value === "number" ? short(value) : value))
  })
  return `${JSON.stringify(head, null, 2).replace(/\n\}$/, "")},\n  "pairs": [\n    ${lines.join(",\n    ")}\n  ]\n}\n`
}

function short(value: number): number {
  return Math.round(value * 1000) / 1000
}

if (import.meta.main) await main(process.argv[2] ?? DEFAULT_DATA)
