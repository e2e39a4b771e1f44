// Rows of the ledger as events of the feed.
import {
  type AlertRow,
  type Call,
  type Lift,
  nameLimit,
  nanoToUsd,
  type VerdictRow,
} from "../../ledger/index.ts"
import type { FeedEvent } from "../contract.ts"
import { blockLine } from "./block-line.ts"
import { callLine } from "./call-line.ts"

type Numbered<T> = T & { sequence: number }
type Event<Type extends FeedEvent["type"]> = Extract<FeedEvent, { type: Type }>

export function callEvent(call: Numbered<Call>): Event<"call"> {
  return { type: "call", sequence: call.sequence, ...callLine(call) }
}

export function verdictEvent(row: Numbered<VerdictRow>): Event<"verdict"> {
  const { exitCode = null, lifted = false, rule } = row
  return { type: "verdict", ...blockLine(row), rule, exitCode, lifted }
}

export function liftEvent(lift: Numbered<Lift>): Event<"lift"> {
  const { sequence, at, scope, part, limitNano, rootSession, until, by } = lift
  return {
    ...{ type: "lift", sequence, at: at.toISOString(), name: nameLimit({ scope, part }), by },
    limitUsd: limitNano === null ? null : nanoToUsd(limitNano),
    session: rootSession,
    until: until?.toISOString() ?? null,
  }
}

export function alertEvent({ at, key, level, text }: AlertRow): Event<"alert"> {
  return { type: "alert", at: at.toISOString(), key, level, text }
}
