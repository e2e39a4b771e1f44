// What a soak showed: who was served, which faults were recovered, whether ledger and bill agree, and what grows. Pure.
import type { Call } from "../../ledger/index.ts"
import { auditLost, differences, totalOf } from "../stress/audit-fleet.ts"
import type { SoakCall } from "./play-call.ts"
import { callsOf, type Hour, type SoakRun } from "./play-soak.ts"
import { type Slope, slopeOf } from "./slope.ts"
import { TEXT } from "./soak-faults.ts"
import type { Sample } from "./watch-process.ts"

export interface SoakFigures {
  calls: number
  /** Of the calls that a budget allowed and nobody stopped: whole answers, in all and while any candidate was up. */
  availability: { all: number; whileUp: number }
  /** By what it was: calls that ended with an error while a candidate was up. */
  errors: Record<string, number>
  struck: { attempts: number; share: number; slow: number }
  before: { faults: number; recovered: number; unrecovered: string[] }
  after: { faults: number; honest: number; dishonest: string[] }
  /** Attempts while the network was down for all, and calls that ended by it in one sentence. */
  nobodyUp: { attempts: number; calls: number; dishonest: string[] }
  wrongTexts: string[]
  mostAttempts: number
  books: {
    billedNano: bigint
    countedNano: bigint
    heldNano: bigint
    lostNano: bigint
    unnamed: number
    open: number
    differences: string[]
  }
  /** By UTC day, what subagents spent or hold, and how many of their calls were refused. */
  explore: { day: string; spentNano: bigint; answered: number }[]
  refused: number
  /** MB an hour of real time. */
  slopes: { heap: Slope; rss: Slope }
  largest: {
    logBytes: number
    ledgerBytes: number
    walBytes: number
    sockets: number
    files: number
    rss: number
  }
  ledgerBytesPerCall: number
}

/** Share of the samples that are of a process whose memories still get full. */
const WARM_UP = 0.5
const HOUR_MS = 3_600_000
const MEGABYTE = 2 ** 20

export function figuresOfSoak(run: SoakRun): SoakFigures {
  const { hours, notable, rows, samples } = run
  const ends = (end: keyof Hour) => hours.reduce((sum, hour) => sum + hour[end], 0)
  const struck = notable.flatMap((call) => call.strikes.map((strike) => ({ call, strike })))
  const up = struck.filter(({ call }) => !metOutage(call))
  const before = up.filter(({ call, strike }) => strike.moment !== "slow" && isBefore(call, strike))
  const after = up.filter(({ call, strike }) => strike.moment !== "slow" && !isBefore(call, strike))
  const unrecovered = before.filter(({ call }) => !hasBegun(call))
  const served = ends("whole")
  const failed = ends("failed") + ends("wrong text")
  const isDishonest = ({ call }: { call: SoakCall }) => !isHonestCut(call, rows)
  return {
    calls: callsOf(run),
    availability: {
      all: served / (served + failed + ends("nobodyUp")),
      whileUp: served / (served + failed),
    },
    errors: countBy(notable.filter(({ end, ...call }) => end === "failed" && !metOutage(call)).map(causeOf)),
    struck: {
      attempts: struck.length,
      share: up.length / run.attempts,
      slow: struck.filter(({ strike }) => strike.moment === "slow").length,
    },
    before: {
      faults: before.length,
      recovered: before.length - unrecovered.length,
      unrecovered: unrecovered.map(({ call }) => lineOf(call)),
    },
    after: {
      faults: after.length,
      honest: after.filter((one) => !isDishonest(one)).length,
      dishonest: after.filter(isDishonest).map(({ call }) => lineOf(call)),
    },
    nobodyUp: {
      attempts: struck.length - up.length,
      calls: ends("nobodyUp"),
      dishonest: notable
        .filter((call) => call.end === "failed" && metOutage(call) && !isOneSentence(call.error))
        .map(lineOf),
    },
    wrongTexts: notable.filter((call) => !TEXT.startsWith(call.text)).map(lineOf),
    mostAttempts: Math.max(...notable.map(({ attempts }) => attempts)),
    books: booksOf(run),
    explore: exploreOf(rows),
    refused: ends("refused"),
    slopes: {
      heap: slope(samples, ({ heap }) => heap),
      rss: slope(samples, ({ rss }) => rss),
    },
    largest: largestOf(samples),
    ledgerBytesPerCall: (samples.at(-1)?.ledgerBytes ?? 0) / callsOf(run),
  }
}

function booksOf({ rows, bill }: SoakRun): SoakFigures["books"] {
  const lost = auditLost(rows, bill)
  const unnamed = rows.filter(({ generationId }) => generationId === null)
  return {
    billedNano: totalOf(bill),
    countedNano: sum(rows.map(countedOf)),
    heldNano: sum(unnamed.map(countedOf)),
    lostNano: lost.billedNano,
    unnamed: unnamed.length,
    open: rows.filter(({ status }) => status === "held").length,
    differences: [...differences(rows, bill), ...lost.uncovered],
  }
}

function exploreOf(rows: readonly Call[]): SoakFigures["explore"] {
  const its = Map.groupBy(
    rows.filter(({ agent }) => agent === "explore"),
    ({ startedAt }) => startedAt.toISOString().slice(0, 10),
  )
  return [...its].map(([day, calls]) => ({
    day,
    spentNano: sum(calls.map(countedOf)),
    answered: calls.length,
  }))
}

function countedOf({ status, costNano, heldNano }: Call): bigint {
  return status === "settled" ? (costNano ?? 0n) : heldNano
}

/** As the caller saw it: what came after another attempt of the same call was never seen. */
function isBefore(call: SoakCall, strike: SoakCall["strikes"][number]): boolean {
  return strike.moment === "before" || strike.attempt < call.attempts
}

/** An answer began after all that struck before it. */
function hasBegun({ end, strikes }: SoakCall): boolean {
  return end === "whole" || end === "stopped" || strikes.at(-1)?.moment === "after"
}

function metOutage({ strikes }: Pick<SoakCall, "strikes">): boolean {
  return strikes.some(({ name }) => name === "the network is down")
}

/** It says that it was cut, is not retried by OpenCode, and its row says so and holds nothing. */
function isHonestCut({ session, way, text, error }: SoakCall, rows: readonly Call[]): boolean {
  const shown = way === "streaming" ? text.length > 0 && text.length < TEXT.length : text === ""
  const its = rows.some(
    (row) => row.session === session && row.outcome === "cut-off" && row.status !== "held",
  )
  return shown && its && isOneSentence(error) && error?.message.includes("broke off in the middle") === true
}

/** OpenCode shows it and does not try again. */
function isOneSentence(error: SoakCall["error"]): boolean {
  return error !== undefined && !error.isRetried && !error.message.includes("\n")
}

function slope(samples: readonly Sample[], of: (sample: Sample) => number): Slope {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP))
  return slopeOf(warm.map((sample) => ({ x: sample.at / HOUR_MS, y: of(sample) / MEGABYTE })))
}

function largestOf(samples: readonly Sample[]): SoakFigures["largest"] {
  const most = (of: (sample: Sample) => number) => Math.max(...samples.map(of))
  return {
    logBytes: most(({ logBytes }) => logBytes),
    ledgerBytes: most(({ ledgerBytes }) => ledgerBytes),
    walBytes: most(({ walBytes }) => walBytes),
    sockets: most(({ sockets }) => sockets),
    files: most(({ files }) => files),
    rss: most(({ rss }) => rss),
  }
}

function causeOf({ strikes }: Pick<SoakCall, "strikes">): string {
  return strikes.at(-1)?.name ?? "not struck"
}

function lineOf({ session, agent, way, strikes, attempts, end, error }: SoakCall): string {
  const struck = strikes.map(({ name }) => name).join(" > ")
  return `${session} (${agent}, ${way}, ${attempts} attempts): ${struck} -> ${end}${error === undefined ? "" : `: ${error.message}`}`
}

function countBy(names: string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]))
}

function sum(amounts: bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
