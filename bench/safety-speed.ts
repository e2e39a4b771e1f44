// How long a verdict without state takes on real commands, and with ten times the rules: `bun bench/safety-speed.ts FOLDER`.
// Method and traps: bench/README.md. Writes bench/results/safety-speed.md.
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { join } from "node:path"
import { measure } from "mitata"
import { type JudgeContext, judgeCommand, loadRules, type Ruleset } from "../rules/index.ts"
import { bareContext } from "../test/rules/rule-context.ts"

const SETS = ["benign", "labelled"]
/** Each command so often, after as many rounds that warm up what the engine compiles. */
const ROUNDS = 5
const TIMES_THE_RULES = 10
const TARGET = { p50: 50, p99: 1_000 } // microseconds

const context: JudgeContext = { ...bareContext, variables: { HOME: bareContext.home } }

interface Speed {
  name: string
  verdicts: number
  /** Microseconds. */
  p50: number
  p99: number
  p999: number
  max: number
}

async function speedOf(name: string, commands: string[], rules: Ruleset): Promise<Speed> {
  let next = 0
  const judgeNext = () => {
    judgeCommand(commands[next % commands.length] ?? "", context, rules)
    next += 1
  }
  for (let round = 0; round < commands.length * 2; round += 1) judgeNext()
  next = 0
  const count = commands.length * ROUNDS
  // Each verdict is a sample: mitata would put fast ones together and show their mean.
  const { samples } = await measure(judgeNext, { batch_threshold: -1, min_samples: count, min_cpu_time: 0 })
  const sorted = samples.map((nanoseconds) => nanoseconds / 1_000).sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { name, verdicts: sorted.length, p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) }
}

/** The same rules, and nine more for each program that is like one of them: what hundreds of rules would cost. */
function manyRules({ rules }: Ruleset): Ruleset {
  const copies = Array.from({ length: TIMES_THE_RULES - 1 }, (_, copy) =>
    rules.map((rule) => ({
      ...rule,
      id: `${rule.id}-${copy}`,
      match: rule.match.map((matcher) =>
        matcher.program
          ? { ...matcher, program: matcher.program.map((program) => `${program}-${copy}`) }
          : { ...matcher, program: [`other-${copy}`] },
      ),
    })),
  )
  return { ...loadRules(), rules: [...rules, ...copies.flat()] }
}

function table(speeds: Speed[]): string {
  const number = (value: number) => value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 })
  const rows = speeds.map(({ name, verdicts, p50, p99, p999, max }) =>
    [name, verdicts.toLocaleString("en"), ...[p50, p99, p999, max].map(number)].join(" | "),
  )
  return [
    "| commands | verdicts | p50 us | p99 us | p99.9 us | slowest us |",
    "|---|---:|---:|---:|---:|---:|",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n")
}

const folder = process.argv[2]
if (folder === undefined || !SETS.every((set) => existsSync(join(folder, `${set}.jsonl`)))) {
  console.log(
    `Nothing was measured: name the folder that holds ${SETS.map((set) => `${set}.jsonl`).join(" and ")}.`,
  )
} else {
  const corpora = SETS.map((set) => ({
    set,
    commands: readFileSync(join(folder, `${set}.jsonl`), "utf8")
      .trim()
      .split("\n")
      .map((line): string => JSON.parse(line).command),
  }))
  const own = loadRules()
  const speeds: Speed[] = []
  for (const { set, commands } of corpora) speeds.push(await speedOf(set, commands, own))
  const all = corpora.flatMap(({ commands }) => commands)
  const many = manyRules(own)
  speeds.push(await speedOf(`both, ${own.rules.length} rules`, all, own))
  speeds.push(await speedOf(`both, ${many.rules.length} rules`, all, many))
  const isFast = speeds.every(({ p50, p99 }) => p50 < TARGET.p50 && p99 < TARGET.p99)
  const text = `# How long a verdict takes

One verdict without state, ${cpus().length} cores (${cpus()[0]?.model}), Bun ${Bun.version}. Target: p50 under ${TARGET.p50} us and p99
under ${TARGET.p99} us: ${isFast ? "reached" : "**missed**"}.

${table(speeds)}
`
  console.log(text)
  writeFileSync(join(import.meta.dir, "results/safety-speed.md"), text)
}
