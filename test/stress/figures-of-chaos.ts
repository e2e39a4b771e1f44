// What came of the faults of a chaos run: recovered or not, honest or not, and what ledger and bill say. Pure but for reads.
import { applyProfile, configSchema, TIERS } from "../../config/index.ts"
import { type Call, findModel } from "../../ledger/index.ts"
import type { BillLine } from "../../simulator/index.ts"
import { auditLost, differences, totalOf } from "./audit-fleet.ts"
import { TEXT } from "./chaos-faults.ts"
import type { Chaos, ChaosCall, Struck } from "./play-chaos.ts"

export interface ChaosFigures {
  before: { faults: number; recovered: number; unrecovered: string[] }
  /** Calls left out of that: their prompt was too long for the model that holds the most, so that no candidate was left. */
  tooLong: string[]
  after: { faults: number; honest: number; dishonest: string[] }
  /** Calls with a wrong text, whatever struck them. */
  wrongTexts: string[]
  mostAttempts: number
  books: {
    billedNano: bigint
    countedNano: bigint
    /** Rows whose generation is unknown count at what was held for them. */
    heldNano: bigint
    /** Of those rows, what the bill says all together. */
    lostNano: bigint
    unnamed: number
    /** A line for each row that is not the bill's to the nano. */
    differences: string[]
    open: number
  }
}

export function figuresOfChaos(
  { calls }: Pick<Chaos, "calls">,
  rows: readonly Call[],
  bill: readonly BillLine[],
): ChaosFigures {
  const struck = calls.flatMap((call) => call.strikes.map((strike) => ({ call, strike })))
  const tooLong = calls.filter(isTooLongForAll)
  const before = struck.filter((one) => isBefore(one) && !tooLong.includes(one.call))
  const after = struck.filter((one) => !isBefore(one))
  const unrecovered = before.filter(({ call }) => !hasBegun(call))
  const isHonest = (call: ChaosCall) => isHonestEnd(call, rows)
  const lost = auditLost(rows, bill)
  const unnamed = rows.filter(({ generationId }) => generationId === null)
  return {
    before: {
      faults: before.length,
      recovered: before.length - unrecovered.length,
      unrecovered: [...new Set(unrecovered.map(({ call }) => lineOf(call)))],
    },
    tooLong: tooLong.map(lineOf),
    after: {
      faults: after.length,
      honest: after.filter(({ call }) => isHonest(call)).length,
      dishonest: after.filter(({ call }) => !isHonest(call)).map(({ call }) => lineOf(call)),
    },
    wrongTexts: calls.filter((call) => !hasRightText(call)).map(lineOf),
    mostAttempts: Math.max(...calls.map(({ attempts }) => attempts)),
    books: {
      billedNano: totalOf(bill),
      countedNano: rows.reduce((sum, row) => sum + countedOf(row), 0n),
      heldNano: unnamed.reduce((sum, row) => sum + countedOf(row), 0n),
      lostNano: lost.billedNano,
      unnamed: unnamed.length,
      differences: [...differences(rows, bill), ...lost.uncovered],
      open: rows.filter(({ status }) => status === "held").length,
    },
  }
}

function countedOf({ status, costNano, heldNano }: Call): bigint {
  return status === "settled" ? (costNano ?? 0n) : heldNano
}

/** Whoever holds less was told so, or would have been. */
function isTooLongForAll({ strikes }: ChaosCall): boolean {
  const holds = (id: string) => findModel(id)?.contextTokens ?? 0
  const { tiers } = applyProfile(configSchema.parse({}))
  const most = Math.max(...TIERS.flatMap((tier) => tiers[tier]).map(holds))
  return strikes.some(({ name, model }) => name.startsWith("context-overflow") && holds(model) === most)
}

/**
 * As the caller saw it: a connection that is reset takes what was not read yet with it, so that Ralex may ask again. Had any
 * of it been passed on, the text would come twice, and be a wrong one.
 */
function isBefore({ call, strike }: { call: ChaosCall; strike: Struck }): boolean {
  return strike.moment === "before" || strike.attempt < call.attempts
}

/** An answer began after all that struck before it. */
function hasBegun({ text, error, strikes }: ChaosCall): boolean {
  return (error === undefined && text === TEXT) || strikes.at(-1)?.moment === "after"
}

/** The error is one sentence that says so and that OpenCode does not retry; the row says it as well. */
function isHonestEnd({ session, way, text, error }: ChaosCall, rows: readonly Call[]): boolean {
  const row = rows.findLast((one) => one.session === session)
  const shown = way === "streaming" ? text.length > 0 && text.length < TEXT.length : text === ""
  return (
    shown &&
    error instanceof Error &&
    "isRetryable" in error &&
    error.isRetryable === false &&
    error.message.includes("broke off in the middle of its answer") &&
    row?.outcome === "cut-off" &&
    row.status !== "held"
  )
}

function hasRightText({ text, error }: ChaosCall): boolean {
  return error === undefined ? text === TEXT : TEXT.startsWith(text)
}

function lineOf({ session, asked, way, strikes, attempts, text, error }: ChaosCall): string {
  const struck = strikes.map(({ name }) => name).join(" > ")
  return `${session} (${asked}, ${way}, ${attempts} attempts): ${struck} -> ${error === undefined ? `"${text}"` : String(error)}`
}
