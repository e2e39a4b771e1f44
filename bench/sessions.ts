// What whole sessions cost by Ralex's own decisions, by its rivals and by an oracle: `bun bench/sessions.ts [REAL]`.
// Method and traps: bench/README.md. Writes bench/results/sessions.json and sessions.md.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { applyProfile, CLASSES, type Config, configSchema } from "../config/index.ts"
import { catalogueSource } from "../ledger/index.ts"
import { MARGIN } from "../provider/switch-cost.ts"
import { seededRandom } from "../scripts/simulate-turns.ts"
import { FIVE_MINUTES } from "./session-bill.ts"
import { costsOf, type Outcome, type Policy, policies, type Setting } from "./session-policies.ts"
import { drawSession, REAL_SHARES, SHAPES, type Shape, type Shares } from "./session-shapes.ts"

const SESSIONS = 300
const SEED = 20261122
const RESAMPLES = 1000
/** The target on the mix: cheaper than always-baseline by this share. */
const TARGET = 0.5

const OPUS = "the baseline is opus"

interface Row {
  name: string
  byPolicy: Record<Policy, Outcome>
  /** Ralex's cost as a share of the naive router's, and of the baseline's: bootstrap 95 % intervals over sessions. */
  toNaive: [number, number]
  toBaseline: [number, number]
}

async function main(path: string | undefined): Promise<void> {
  const shares = path === undefined ? REAL_SHARES : await readShares(path)
  const shapes = Object.entries(SHAPES).map(([name, shape]) => rowOf(name, shape, settingOf({}, { shares })))
  const sensitivity = variants(shares).map(([name, setting]) => rowOf(name, mixShape(), setting))
  const markdown = asMarkdown(shares, shapes, sensitivity)
  const folder = join(import.meta.dir, "results")
  mkdirSync(folder, { recursive: true })
  const head = { v: 1, prices: catalogueSource, sessions: SESSIONS, seed: SEED, margin: MARGIN, shares }
  const json = JSON.stringify({ ...head, shapes, sensitivity }, rounded, 2)
  await Bun.write(join(folder, "sessions.json"), `${json}\n`)
  await Bun.write(join(folder, "sessions.md"), markdown)
  console.log(markdown)
}

/** Of rows with a class, such as real-dev.jsonl. */
async function readShares(path: string): Promise<Shares> {
  const lines = (await Bun.file(path).text()).split("\n").filter((line) => line.trim() !== "")
  const schema = z.object({ class: z.enum(CLASSES) })
  const classes = lines.map((line) => schema.parse(JSON.parse(line)).class)
  const count = (each: (typeof CLASSES)[number]) => classes.filter((found) => found === each).length
  return {
    simple: count("simple"),
    medium: count("medium"),
    complex: count("complex"),
    reasoning: count("reasoning"),
  }
}

type ConfigInput = Parameters<typeof configSchema.parse>[0]

function settingOf(config: ConfigInput, given: Partial<Setting>): Setting {
  const parsed: Config = configSchema.parse(config)
  return {
    routing: applyProfile(parsed),
    terms: FIVE_MINUTES,
    wrongClasses: 0,
    shares: REAL_SHARES,
    ...given,
  }
}

function mixShape(): Shape {
  const shape = SHAPES.mix
  if (!shape) throw new Error("There is no mix among the shapes.")
  return shape
}

/** The mix, one thing changed at a time. */
function variants(shares: Shares): [string, Setting][] {
  const { simple, medium, complex, reasoning } = shares
  const lunaFirst = { tiers: { cheap: ["openai/gpt-6-luna", "google/gemini-3.8-flash"] } }
  const opusForHard = { simple: "smart", medium: "smart", complex: "premium", reasoning: "premium" } as const
  const margins = [0, 0.25, 0.5, 1].map((margin): [string, Setting] => [
    `margin ${margin} (ships: ${MARGIN})`,
    settingOf({}, { shares, margin }),
  ])
  const withShares = (name: string, other: Shares): [string, Setting] => [
    name,
    settingOf({}, { shares: other }),
  ]
  return [
    ["as it ships", settingOf({}, { shares })],
    withShares("twice as many complex and reasoning asks", {
      ...shares,
      complex: complex * 2,
      reasoning: reasoning * 2,
    }),
    withShares("half as many", { ...shares, complex: complex / 2, reasoning: reasoning / 2 }),
    withShares("simple and medium asks alone", { simple, medium, complex: 0, reasoning: 0 }),
    withShares("a quarter of each class", { simple: 1, medium: 1, complex: 1, reasoning: 1 }),
    ["12 % of asks taken for the class beside theirs", settingOf({}, { shares, wrongClasses: 0.12 })],
    [OPUS, settingOf({ baseline: "anthropic/claude-opus-5.5" }, { shares })],
    ["profile frugal", settingOf({ profile: "frugal" }, { shares })],
    ["profile quality", settingOf({ profile: "quality" }, { shares })],
    ["gpt-6-luna first in the cheap tier", settingOf(lunaFirst, { shares })],
    [
      "all to smart, hard asks to premium; the baseline is opus",
      settingOf({ routing: { classes: opusForHard }, baseline: "anthropic/claude-opus-5.5" }, { shares }),
    ],
    ["caches live an hour", settingOf({}, { shares, terms: { ttlMs: 3_600_000 } })],
    ["caches live a minute", settingOf({}, { shares, terms: { ttlMs: 60_000 } })],
    ...margins,
  ]
}

function rowOf(name: string, shape: Shape, setting: Setting): Row {
  const [sessions, other] = [seededRandom(SEED), seededRandom(SEED + 1)]
  const costs = Array.from({ length: SESSIONS }, () =>
    costsOf(drawSession(shape, setting.shares, sessions), setting, other),
  )
  const sum = (policy: Policy): Outcome =>
    costs
      .map((cost) => cost[policy])
      .reduce((one, next) => ({
        nano: one.nano + next.nano,
        calls: one.calls + next.calls,
        weakCalls: one.weakCalls + next.weakCalls,
      }))
  const byPolicy = {
    baseline: sum("baseline"),
    cheap: sum("cheap"),
    perCall: sum("perCall"),
    perTurn: sum("perTurn"),
    ralex: sum("ralex"),
    checked: sum("checked"),
    oracle: sum("oracle"),
  }
  return {
    name,
    byPolicy,
    toNaive: interval(costs, "perTurn"),
    toBaseline: interval(costs, "baseline"),
  }
}

/** Of the ratio of Ralex's cost to another policy's. */
function interval(costs: Record<Policy, Outcome>[], to: Policy): [number, number] {
  const random = seededRandom(SEED + 2)
  const ratios = Array.from({ length: RESAMPLES }, () => {
    let [own, others] = [0, 0]
    for (let drawn = 0; drawn < costs.length; drawn++) {
      const cost = costs[Math.floor(random() * costs.length)]
      own += cost?.ralex.nano ?? 0
      others += cost?.[to].nano ?? 0
    }
    return own / others
  }).toSorted((a, b) => a - b)
  return [
    ratios[Math.round(0.025 * RESAMPLES)] ?? Number.NaN,
    ratios[Math.round(0.975 * RESAMPLES)] ?? Number.NaN,
  ]
}

const TITLES: Record<Policy, string> = {
  baseline: "always baseline",
  cheap: "always cheap",
  perCall: "each call by itself (hard calls it gives to weaker models)",
  perTurn: "by class, without the cache",
  ralex: "**Ralex**",
  checked: "**Ralex where `verify.run` is set**",
  oracle: "oracle",
}

function asMarkdown(shares: Shares, shapes: Row[], sensitivity: Row[]): string {
  const mix = shapes.find(({ name }) => name === "mix")
  const savedBy = (policy: Policy) => (mix ? 1 - shareOf(mix, policy) : Number.NaN)
  const verdict = (saved: number) => `**${percent(saved)}, ${saved >= TARGET ? "met" : "missed"}**`
  const opus = sensitivity.find(({ name }) => name === OPUS)
  const dearer = shapes.filter(({ byPolicy }) => byPolicy.ralex.nano > byPolicy.perTurn.nano)
  const dearerThanCalls = (policy: Policy) =>
    shapes.filter(({ byPolicy }) => byPolicy[policy].nano > byPolicy.perCall.nano)
  const names = (rows: Row[]) => (rows.length === 0 ? "none" : rows.map(({ name }) => name).join(", "))
  return [
    "# What sessions cost",
    "",
    `Made by \`bun bench/sessions.ts\`; method and traps in [../README.md](../README.md). ${SESSIONS} drawn sessions a row, prices of`,
    `${catalogueSource.date}, shares of classes ${CLASSES.map((each) => `${each} ${shares[each]}`).join(", ")}. Costs as shares of always-baseline's.`,
    "",
    `- At least ${percent(TARGET)} cheaper than always-baseline on the mix: ${verdict(savedBy("ralex"))}; where \`verify.run\` is set ${verdict(savedBy("checked"))}.`,
    `- Against a person who takes claude-opus-5.5 for everything: ${opus ? verdict(1 - shareOf(opus, "ralex")) : "not drawn"}.`,
    `- Never dearer than the router by class that does not look at the cache; dearer in: **${names(dearer)}**.`,
    `- Never dearer than the one that looks at each call by itself; dearer in: **${names(dearerThanCalls("ralex"))}**; where`,
    `  \`verify.run\` is set in: **${names(dearerThanCalls("checked"))}**. Its weaker models are why: the share of calls that it`,
    "  gives to a lower tier than the turn's class stands beside its cost.",
    "",
    "## By shape",
    "",
    ...HEAD,
    ...shapes.map(rowText),
    "",
    "## The mix, one thing changed at a time",
    "",
    ...HEAD,
    ...sensitivity.map(rowText),
    "",
  ].join("\n")
}

const HEAD = [
  `| | USD a session, ${policies.map((policy) => TITLES[policy]).join(" | ")} | Ralex to baseline, 95 % | Ralex to by class, 95 % |`,
  `|---|${policies.map(() => "---|").join("")}---|---|`,
]

function rowText(row: Row): string {
  const cells = policies.map((policy) => {
    if (policy === "baseline") return (row.byPolicy.baseline.nano / SESSIONS / 1e9).toFixed(3)
    const { calls, weakCalls } = row.byPolicy[policy]
    const weak = policy === "perCall" ? ` (${percent(weakCalls / calls)})` : ""
    return percent(shareOf(row, policy)) + weak
  })
  const ranges = [row.toBaseline, row.toNaive].map(([low, high]) => `${percent(low)} to ${percent(high)}`)
  return `| ${[row.name, ...cells, ...ranges].join(" | ")} |`
}

function shareOf({ byPolicy }: Row, policy: Policy): number {
  return byPolicy[policy].nano / byPolicy.baseline.nano
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function rounded(_key: string, value: unknown): unknown {
  if (typeof value !== "number") return value
  return value > 1e6 ? Math.round(value) : Math.round(value * 10_000) / 10_000
}

if (import.meta.main) await main(process.argv[2])
