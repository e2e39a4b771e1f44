// How right the classifier is, beside published ones, on each set of rows by itself: `bun bench/routing.ts [DATA]`.
// Method and traps: bench/README.md. Writes bench/results/routing.json and routing.md.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { applyProfile, CLASSES, configSchema, type TaskClass } from "../config/index.ts"
import weights from "../provider/classifier-weights.json"
import { classify } from "../provider/classify.ts"
import { tierOf } from "../provider/decide.ts"
import { readTurn } from "../provider/read-turn.ts"
import { type Judged, type Measured, measure, type Share } from "../scripts/classifier/measure.ts"
import { type Row, readRowSets } from "../scripts/classifier/read-rows.ts"
import { classifyAsClawRouter } from "./routing-clawrouter.ts"
import { classifyAsLiteLlm } from "./routing-litellm.ts"
import { speedOf } from "./routing-speed.ts"
import { wrapped } from "./routing-wrapped.ts"

const routing = applyProfile(configSchema.parse({}))

/** One that says only a class, without knowing how sure it is. */
function saying(classOf: (ask: string) => TaskClass) {
  return (ask: string): Judged => {
    const called = classOf(ask)
    const hard = called === "complex" || called === "reasoning"
    return { class: called, confidence: Number.NaN, score: hard ? 1 : 0, cheap: !hard }
  }
}

const CLASSIFIERS: Record<string, (ask: string) => Judged> = {
  Ralex: (ask) => {
    const found = classify(ask)
    return { ...found, cheap: tierOf(found, routing) === "cheap" }
  },
  "LiteLLM complexity_router (heuristic)": saying(classifyAsLiteLlm),
  ClawRouter: saying(classifyAsClawRouter),
  "always simple": saying(() => "simple"),
  "always medium": saying(() => "medium"),
}

interface SetResult {
  name: string
  byClassifier: Record<string, Measured>
  /** Rows whose class stays the same inside a full request. */
  sameWrapped: { count: number; of: number }
}

function evaluate(name: string, rows: Row[]): SetResult {
  const entries = Object.entries(CLASSIFIERS).map(([classifier, judge]): [string, Measured] => [
    classifier,
    measure(
      rows,
      rows.map(({ prompt }) => judge(prompt)),
    ),
  ])
  const same = rows.filter(({ prompt }) => {
    const bare = readTurn({ prompt: [{ role: "user", content: [{ type: "text", text: prompt }] }] })
    return Bun.deepEquals(classify(readTurn(wrapped(prompt)).ask), classify(bare.ask))
  })
  return {
    name,
    byClassifier: Object.fromEntries(entries),
    sameWrapped: { count: same.length, of: rows.length },
  }
}

async function main(folder: string | undefined): Promise<void> {
  if (folder === undefined || !(await Bun.file(join(folder, "classes-dev.jsonl")).exists())) {
    console.error(
      `There is no routing data in ${folder ?? "(no folder)"}; give its folder as the argument, or as RALEX_DATA.`,
    )
    process.exitCode = 2
    return
  }
  const sets = await readRowSets(folder)
  const results = [evaluate("classes-dev", sets.cleanDev), evaluate("real-dev", sets.real)]
  const speed = speedOf(sets.real.map(({ prompt }) => prompt))
  const markdown = asMarkdown(results, speed)
  const out = join(import.meta.dir, "results")
  mkdirSync(out, { recursive: true })
  const document = { v: 1, weights: weights.date, trained: weights.metrics, results, speed }
  await Bun.write(join(out, "routing.json"), `${JSON.stringify(document, null, 2)}\n`)
  await Bun.write(join(out, "routing.md"), markdown)
  console.log(markdown)
}

const HONEST: Record<string, string> = {
  "classes-dev": "Held out: no row of it was trained on.",
  "real-dev":
    "**The weights were trained on these rows**, so the line of Ralex says only that they were learnt. The honest figures are the nested cross-validation below.",
}

function asMarkdown(results: SetResult[], speed: ReturnType<typeof speedOf>): string {
  const sections = results.map((set) => {
    const lines = Object.entries(set.byClassifier).map(([name, measured]) => row(name, measured))
    const ralex = set.byClassifier.Ralex
    return [
      `## ${set.name}`,
      HONEST[set.name] ?? "",
      "| classifier | right (95 %) | hard called simple | hard goes cheap | simple goes cheap | AUC of the score |\n|---|---|---|---|---|---|\n" +
        lines.join("\n"),
      ralex ? reliability(ralex) : "",
      ralex ? confusion(ralex) : "",
      `The same class, score and reasons inside a full request (40 earlier turns, 30 tools, reminders): ${set.sameWrapped.count} of ${set.sameWrapped.of}.`,
    ].join("\n\n")
  })
  const nested = Object.entries(weights.metrics).map(
    ([name, figures]) => `- ${name}: ${JSON.stringify(figures)}`,
  )
  return [
    `# Routing: how right the classifier is (weights of ${weights.date})`,
    ...sections,
    "## What training measured on rows it had not seen",
    nested.join("\n"),
    "## Speed of one classification",
    `| ask | p50 | p99 |\n|---|---|---|\n${speed.map(({ size, p50, p99 }) => `| ${size} | ${micros(p50)} | ${micros(p99)} |`).join("\n")}\n`,
  ].join("\n\n")
}

function row(
  name: string,
  { right, hardCalledSimple, hardGoesCheap, simpleGoesCheap, scoreAuc }: Measured,
): string {
  return `| ${name} | ${percent(right)} | ${hardCalledSimple.count} of ${hardCalledSimple.of} | ${hardGoesCheap.count} of ${hardGoesCheap.of} | ${percent(simpleGoesCheap)} | ${scoreAuc.toFixed(2)} |`
}

function percent({ value, low, high }: Share): string {
  return `${(100 * value).toFixed(1)} % (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`
}

function reliability({ calibration }: Measured): string {
  const lines = calibration.table.map(
    ({ from, to, rows, confidence, right }) =>
      `| ${from} to ${to} | ${rows} | ${(100 * confidence).toFixed(1)} % | ${(100 * right).toFixed(1)} % |`,
  )
  const head = "| confidence | rows | mean | right |\n|---|---|---|---|"
  return `Calibration of Ralex, expected calibration error ${calibration.ece.toFixed(3)}:\n\n${head}\n${lines.join("\n")}`
}

function confusion({ confusion: counts }: Measured): string {
  const lines = CLASSES.map((labelled, at) => `| ${labelled} | ${(counts[at] ?? []).join(" | ")} |`)
  return `Ralex, label by row and called by column:\n\n| | ${CLASSES.join(" | ")} |\n|---|---|---|---|---|\n${lines.join("\n")}`
}

function micros(value: number): string {
  return value < 1_000 ? `${value.toFixed(0)} us` : `${(value / 1_000).toFixed(1)} ms`
}

const given = process.argv[2] ?? process.env.RALEX_DATA
await main(given)
