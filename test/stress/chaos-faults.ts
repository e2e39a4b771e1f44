// What may strike an attempt of the chaos run: each kind of failure before the first content, and what can break an answer
// that began. Drawn by chance that is the same in every run.
import { type Fault, steps } from "../../simulator/index.ts"
import { recorded, recordedNames } from "../provider/recorded-failures.ts"
import { chance, pick } from "./chance.ts"

export const TEXT = "An answer that is long enough to be sent in a good many pieces, one after the other."
export const chaosModel = steps([{ text: TEXT }])

export interface Strike {
  name: string
  moment: "before" | "after"
  /** "unreachable" never gets to the simulator. */
  fault: Fault | "unreachable"
}

/** What was recorded of real refusals; streams that were recorded have generations that no simulated account knows. */
const refusals = recordedNames.filter((name) => recorded(name).status >= 400 || name === "malformed-page")

const before: Strike[] = [
  ...refusals.map((name) => strike(name, { kind: "reply", ...recorded(name) })),
  strike("nobody listens", "unreachable"),
  strike("no headers", { kind: "hang", at: "headers" }),
  strike("silence", { kind: "hang", at: "start" }),
  strike("broken at once", { kind: "cut", at: "start" }),
  strike("ended by a proxy at once", { kind: "close", at: "start" }),
  strike("an error in place of content", { kind: "stream-error", at: "start", code: 502 }),
  strike("empty and billed", { kind: "empty", finish: "stop" }),
  strike("empty and unpaid", { kind: "empty", finish: null }),
  strike("no JSON at once", { kind: "malformed-chunk", at: 0 }),
]

const after: Strike[] = [
  strike("silence in the middle", { kind: "hang", at: "middle" }, "after"),
  strike("broken in the middle", { kind: "cut", at: "middle" }, "after"),
  strike("ended by a proxy in the middle", { kind: "close", at: "middle" }, "after"),
  strike("no JSON in the middle", { kind: "malformed-chunk" }, "after"),
  ...["overloaded-529", "unavailable-502", "out-of-credit-typed", "moderated-typed", "key-budget-daily"].map(
    (name) => {
      const { error } = JSON.parse(recorded(name).body)
      return strike(`${name} in the middle`, { kind: "stream-error", at: "middle", error }, "after")
    },
  ),
]

export const SHARE = { struck: 0.2, after: 0.25 }

/** For one attempt of a call: mostly nothing. */
export function drawStrike(seed: number, call: number, attempt: number): Strike | undefined {
  if (chance(seed, "strike", call, attempt) >= SHARE.struck) return undefined
  const isAfter = chance(seed, "moment", call, attempt) < SHARE.after
  const from = (isAfter ? after : before) as [Strike, ...Strike[]]
  return pick(from, seed, "which", call, attempt)
}

function strike(name: string, fault: Strike["fault"], moment: Strike["moment"] = "before"): Strike {
  return { name, fault, moment }
}
