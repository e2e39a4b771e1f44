// The summary of a run for programs: what a script, a JUnit report and the job's page at GitHub are made from. Pure.
import * as z from "zod"
import { nameLimit } from "../alerts/name-limit.ts"
import { nanoToUsd } from "../money.ts"
import { redact } from "../redact.ts"
import { callsOf, type SummedCalls } from "./run-summary.ts"
import { type RunVerdict, verdictOf } from "./run-verdict.ts"
import type { ShownRun } from "./show-summary.ts"

const nano = z.string().regex(/^-?\d+$/)
const count = z.int().nonnegative()
const money = { costNano: nano, costUsd: z.number(), savedNano: nano, savedUsd: z.number() }
const tokens = { inputTokens: count, cachedTokens: count, outputTokens: count }

/** `ci.json`, and RALEX_SUMMARY with a name that ends in .json. Frozen once shipped: additions only. */
export const runDocumentSchema = z.object({
  v: z.literal(1),
  run: z.string(),
  project: z.string(),
  startedAt: z.iso.datetime(),
  /** null while the run goes on, and of one that a signal ended. */
  endedAt: z.iso.datetime().nullable(),
  verdict: z.enum(["running", "done", "error", "budget", "blocked", "rejected", "unverified"]),
  /** What `opencode run` ends with; null while it is not known. */
  exitCode: z.int().nullable(),
  ...money,
  baselineNano: nano,
  calls: z.object({
    answered: count,
    /** Their cost is not known yet. */
    estimated: count,
    failedTries: count,
    unanswered: z.array(z.string()),
    byModel: z.array(
      z.object({
        tier: z.string().nullable(),
        model: z.string().nullable(),
        calls: count,
        ...money,
        ...tokens,
      }),
    ),
  }),
  blocks: z.object({
    total: count,
    byRule: z.array(z.object({ rule: z.string(), count })),
    /** The newest, the oldest first. */
    newest: z.array(
      z.object({ at: z.iso.datetime(), tool: z.string(), rule: z.string(), reason: z.string() }),
    ),
    /** Allowed once by a person. */
    lifted: count,
    /** `ci.failOnBlock`: that there are any is a failure. */
    fail: z.boolean(),
  }),
  /** Of `verify.run`, the newest last. */
  checks: z.array(z.object({ outcome: z.string(), sentence: z.string() })),
  budgets: z.array(z.object({ limit: z.string(), countedNano: nano, limitNano: nano })),
  alerts: z.array(z.string()),
})

export type RunDocument = z.infer<typeof runDocumentSchema>

export interface ToldRun extends ShownRun {
  run: string
  failOnBlock: boolean
}

export function runDocument({ run, project, summary, standings, failOnBlock }: ToldRun): RunDocument {
  const calls = callsOf(summary)
  const verdict: RunVerdict = verdictOf(summary.end)
  const groups = [...Map.groupBy(calls, ({ tier, model }) => JSON.stringify([tier, model])).values()]
  return {
    v: 1,
    run,
    project: redact(project),
    startedAt: summary.startedAt,
    endedAt: summary.end?.at ?? null,
    verdict: verdict.kind,
    exitCode: verdict.exitCode,
    ...moneyOf(calls),
    baselineNano: String(sum(calls, ({ baselineNano }) => baselineNano)),
    calls: {
      answered: total(calls, ({ count }) => count),
      estimated: total(
        calls.filter(({ status }) => status !== "settled"),
        ({ count }) => count,
      ),
      failedTries: summary.failedTries,
      unanswered: summary.unanswered.map(redact),
      byModel: groups.map((group) => ({
        tier: group[0]?.tier ?? null,
        model: group[0]?.model ?? null,
        calls: total(group, ({ count }) => count),
        ...moneyOf(group),
        inputTokens: total(group, ({ inputTokens }) => inputTokens),
        cachedTokens: total(group, ({ cachedTokens }) => cachedTokens),
        outputTokens: total(group, ({ outputTokens }) => outputTokens),
      })),
    },
    blocks: {
      total: [...summary.blocks.values()].reduce((all, counted) => all + counted, 0),
      byRule: [...summary.blocks].map(([rule, counted]) => ({ rule, count: counted })),
      newest: summary.newestBlocks.map((block) => ({ ...block, reason: redact(block.reason) })),
      lifted: summary.lifted,
      fail: failOnBlock,
    },
    checks: summary.checks.map(({ outcome, sentence }) => ({ outcome, sentence: redact(sentence) })),
    budgets: typeof standings === "string" ? [] : standings.map(budgetOf),
    alerts: summary.alerts.map(redact),
  }
}

type Calls = readonly SummedCalls[]

function moneyOf(calls: Calls) {
  const cost = sum(calls, ({ costNano }) => costNano)
  const saved = sum(calls, ({ baselineNano }) => baselineNano) - cost
  return {
    costNano: String(cost),
    costUsd: nanoToUsd(cost),
    savedNano: String(saved),
    savedUsd: nanoToUsd(saved),
  }
}

function budgetOf({ limitNano, countedNano, ...limit }: Exclude<ShownRun["standings"], string>[number]) {
  return { limit: nameLimit(limit), countedNano: String(countedNano), limitNano: String(limitNano) }
}

function sum(calls: Calls, of: (call: SummedCalls) => string): bigint {
  return calls.reduce((all, call) => all + BigInt(of(call)), 0n)
}

function total(calls: Calls, of: (call: SummedCalls) => number): number {
  return calls.reduce((all, call) => all + of(call), 0)
}
