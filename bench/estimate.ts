// How right `ralex estimate` is: measured SWE-bench runs replayed as histories, `bun bench/estimate.ts [OUTCOMES]`.
// Method and traps: bench/README.md. Writes bench/results/estimate.json and estimate.md.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { catalogueSource, findModel, HISTORY_TURNS, type Model, usdToNano } from "../ledger/index.ts"
import priors from "../ledger/priors.json"
import { catalogueIds } from "./estimate-models.ts"
import {
  type Method,
  methods,
  replay,
  type Scored,
  type Summary,
  summarise,
  type Turn,
} from "./estimate-replay.ts"

const rowSchema = z.object({
  id: z.string(),
  outcomes: z.record(z.string(), z.object({ costUsd: z.number(), calls: z.number() })),
})
type Row = z.infer<typeof rowSchema>

interface Series {
  name: string
  model: Model
  turns: Turn[]
}

interface Part {
  models: string[]
  tasks: number
  byMethod: Record<Method, Summary>
  /** Of the shipped method. */
  byModel: Record<string, Summary>
}

async function main(path: string | undefined): Promise<void> {
  if (path === undefined || !(await Bun.file(path).exists())) {
    console.error(
      `There is no ${path ?? "file of outcomes"}; give the path of outcomes-dev.jsonl as the argument, or its data folder as RALEX_DATA.`,
    )
    process.exitCode = 2
    return
  }
  const lines = (await Bun.file(path).text()).split("\n").filter((line) => line.trim() !== "")
  const rows = lines.map((line) => rowSchema.parse(JSON.parse(line)))
  const parts = evaluate(rows)
  const markdown = asMarkdown(parts)
  const folder = join(import.meta.dir, "results")
  mkdirSync(folder, { recursive: true })
  const made = { v: 1, prices: catalogueSource, priors: priors.date, history: HISTORY_TURNS }
  await Bun.write(join(folder, "estimate.json"), `${JSON.stringify({ ...made, ...parts }, null, 2)}\n`)
  await Bun.write(join(folder, "estimate.md"), markdown)
  console.log(markdown)
}

/** Every second model and, of these, every second task is for design; the held-out part shares neither with it. */
function evaluate(rows: Row[]): Record<(typeof partNames)[number], Part> {
  const names = [...new Set(rows.flatMap(({ outcomes }) => Object.keys(outcomes)))].toSorted()
  const every = (rest: number) => (_: unknown, index: number) => index % 2 === rest
  return {
    heldOut: partOf(rows.filter(every(1)), names.filter(every(1))),
    design: partOf(rows.filter(every(0)), names.filter(every(0))),
    all: partOf(rows, names),
  }
}

function partOf(rows: Row[], names: string[]): Part {
  const replayed = names
    .map((name) => seriesOf(rows, name))
    .map(({ name, model, turns }) => ({ name, scored: replay(turns, model) }))
  const summaryOf = (method: Method) => summarise(replayed.flatMap(({ scored }): Scored[] => scored[method]))
  return {
    models: names,
    tasks: rows.length,
    byMethod: {
      shipped: summaryOf("shipped"),
      first9: summaryOf("first9"),
      from10: summaryOf("from10"),
      priorOnly: summaryOf("priorOnly"),
      ownOnly: summaryOf("ownOnly"),
    },
    byModel: Object.fromEntries(replayed.map(({ name, scored }) => [name, summarise(scored.shipped)])),
  }
}

/** One model's runs in the order of the file. */
function seriesOf(rows: Row[], name: string): Series {
  const model = findModel(catalogueIds[name] ?? name)
  if (model === undefined)
    throw new Error(`The catalogue has no model for ${name}; name one in bench/estimate-models.ts.`)
  const turns = rows.flatMap(({ outcomes }) => outcomes[name] ?? [])
  return { name, model, turns: turns.map(({ costUsd, calls }) => ({ nano: usdToNano(costUsd), calls })) }
}

const TITLES = { heldOut: "Held out", design: "Design", all: "All" }
const partNames = ["heldOut", "design", "all"] as const

function asMarkdown(parts: Record<(typeof partNames)[number], Part>): string {
  const sections = partNames.map((name) => {
    const { models, tasks, byMethod, byModel } = parts[name]
    const rows = [
      ...methods.map((method) => row(method, byMethod[method])),
      ...Object.entries(byModel).map(([model, summary]) => row(`shipped, ${model}`, summary)),
    ]
    return [`## ${TITLES[name]}: ${models.length} models, ${tasks} tasks`, "", ...HEAD, ...rows, ""].join(
      "\n",
    )
  })
  return `# Predicted against measured cost of turns\n\nMade by \`bun bench/estimate.ts\`; method and traps in [../README.md](../README.md).\n\n${sections.join("\n")}`
}

const HEAD = [
  "| method | predictions | at or below p90 | at or below p50 | median factor off p50 | median relative error | median p90 / p50 |",
  "|---|---|---|---|---|---|---|",
]

function row(name: string, summary: Summary): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const { predictions, p90Coverage, p50Coverage, medianFactor, medianRelativeError, medianWidth } = summary
  return `| ${[name, predictions, percent(p90Coverage), percent(p50Coverage), medianFactor.toFixed(2), percent(medianRelativeError), medianWidth.toFixed(2)].join(" | ")} |`
}

if (import.meta.main) {
  const folder = process.env.RALEX_DATA
  await main(process.argv[2] ?? (folder && join(folder, "routing", "outcomes-dev.jsonl")))
}
