// What strikes one attempt in twenty of the soak, in about the shares in which people report it, and what the upstream as
// a whole goes through in the day. Drawn by chance that is the same in every run.
import type { Fault } from "../../simulator/index.ts"
import { recorded } from "../provider/recorded-failures.ts"
import { chance } from "../stress/chance.ts"

export const TEXT = "An answer that is long enough to be sent in a good many pieces, one after the other."

/** What goes over the wire to the simulator's process. */
export type WireFault = Exclude<Fault, { kind: "pause" | "late-headers" }> | { kind: "slow"; ms: number }

export interface Strike {
  name: string
  moment: "before" | "after" | "slow"
  /** "unreachable" never gets to the simulator. */
  fault: WireFault | "unreachable"
  /** Its request has no id that its bill could be asked by, and goes on for a while after it was given up. */
  isNameless?: true
}

export const STRUCK = 0.05

/** Shares of all strikes. */
const kinds: [share: number, Strike][] = [
  [16, reply("rate-limited-upstream")],
  [8, reply("rate-limited-retry-after")],
  [8, reply("unavailable-502")],
  [6, reply("unavailable-masked")],
  [6, reply("overloaded-529")],
  [4, reply("timeout-504")],
  [6, { ...before("no headers", { kind: "hang", at: "headers" }), isNameless: true }],
  [6, before("silence at the start", { kind: "hang", at: "start" })],
  [5, before("broken at once", { kind: "cut", at: "start" })],
  [4, before("an error in place of content", { kind: "stream-error", at: "start", code: 502 })],
  [3, before("empty", { kind: "empty", finish: null })],
  [3, before("empty and billed", { kind: "empty", finish: "stop" })],
  [4, before("no JSON at once", { kind: "malformed-chunk", at: 0 })],
  [3, before("nobody listens", "unreachable")],
  [5, after("broken in the middle", { kind: "cut", at: "middle" })],
  [3, after("silence in the middle", { kind: "hang", at: "middle" })],
  [3, after("an error in the middle", { kind: "stream-error", at: "middle", code: 502 })],
  [2, after("no JSON in the middle", { kind: "malformed-chunk" })],
  [5, { name: "slow", moment: "slow", fault: { kind: "slow", ms: 800 } }],
]

/** Strikes as the day has them, and those of an upstream that is down for everybody. */
export const OUTAGE: Strike = before("the network is down", "unreachable")
const MODEL_DOWN = reply("unavailable-502")

const HOUR_MS = 3_600_000

/** By hours since the start: one model is down, and the network for all of them. */
export const TROUBLES = { modelDown: { from: 4, to: 5 }, networkDown: { from: 8, to: 8.25 } } as const

export interface StrikeGiven {
  seed: number
  session: string
  attempt: number
  /** Whether anything random may strike. */
  mayStrike: boolean
  /** A bill of a call without an id comes within the fifteen minutes in which the ledger waits for it. */
  mayBeNameless: boolean
  /** The day so far, milliseconds. */
  elapsed: number
  model: string
  /** Which is the one that is down for an hour. */
  weakModel: string
}

export function drawStrike(given: StrikeGiven): Strike | undefined {
  const hours = given.elapsed / HOUR_MS
  if (isWithin(hours, TROUBLES.networkDown)) return OUTAGE
  if (given.model === given.weakModel && isWithin(hours, TROUBLES.modelDown)) return MODEL_DOWN
  const place = [given.seed, given.session, given.attempt]
  if (!given.mayStrike || chance("strike", ...place) >= STRUCK) return undefined
  const strike = drawKind(chance("kind", ...place))
  return strike?.isNameless && !given.mayBeNameless ? undefined : strike
}

function drawKind(drawn: number): Strike | undefined {
  let left = drawn * kinds.reduce((sum, [share]) => sum + share, 0)
  return kinds.find(([share]) => {
    left -= share
    return left < 0
  })?.[1]
}

function isWithin(hours: number, { from, to }: { from: number; to: number }): boolean {
  return hours >= from && hours < to
}

function reply(name: string): Strike {
  return before(name, { kind: "reply", ...recorded(name) })
}

function before(name: string, fault: Strike["fault"]): Strike {
  return { name, moment: "before", fault }
}

function after(name: string, fault: Strike["fault"]): Strike {
  return { name, moment: "after", fault }
}
