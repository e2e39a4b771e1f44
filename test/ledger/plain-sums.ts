// What a ledger should say, added up from its rows in the plainest way: the second opinion of the property tests.
import type { Call, HourTotals, Part, Spent, SpentQuery } from "../../ledger/index.ts"

const HOUR_MS = 60 * 60 * 1000

export function plainCounted({ status, heldNano, costNano }: Call): Spent {
  if (status === "settled") return { countedNano: costNano, pendingNano: 0n }
  const countedNano = costNano > heldNano ? costNano : heldNano
  return { countedNano, pendingNano: countedNano }
}

export function plainSpent(calls: Call[], query: SpentQuery): Spent {
  const own = calls.filter((call) => isOf(call, query.part ?? {}) && isIn(call, query)).map(plainCounted)
  return {
    countedNano: own.reduce((sum, { countedNano }) => sum + countedNano, 0n),
    pendingNano: own.reduce((sum, { pendingNano }) => sum + pendingNano, 0n),
  }
}

function isOf(call: Call, { project, agent, tier, model }: Part): boolean {
  return (
    (project === undefined || project === call.project) &&
    (agent === undefined || agent === call.agent) &&
    (tier === undefined || tier === call.tier) &&
    (model === undefined || model === call.model)
  )
}

/** By the written date, not by arithmetic. */
function isIn(call: Call, { scope, at, rootSession, turn, run }: SpentQuery): boolean {
  const [mine, asked] = [call.startedAt.toISOString(), at.toISOString()]
  switch (scope) {
    case "call":
      return false
    case "turn":
      return call.turn === turn
    case "session":
      return call.rootSession === rootSession
    case "run":
      return call.run === run
    case "daily":
      return mine.slice(0, 10) === asked.slice(0, 10)
    case "weekly":
      return mondayOf(mine) === mondayOf(asked)
    case "monthly":
      return mine.slice(0, 7) === asked.slice(0, 7)
  }
}

/** Walks back to the Monday, day by day. */
function mondayOf(iso: string): string {
  const day = new Date(`${iso.slice(0, 10)}T12:00:00Z`)
  while (day.getUTCDay() !== 1) day.setUTCDate(day.getUTCDate() - 1)
  return day.toISOString().slice(0, 10)
}

/** Hours by a name for all that their calls have in common, without the times. */
export function plainHours(calls: Call[]): Map<string, Omit<HourTotals, "timeToFirstToken" | "duration">> {
  const groups = Map.groupBy(calls, (call) => JSON.stringify(commonOf(call)))
  return new Map([...groups].map(([name, group]) => [name, plainHour(group)]))
}

/** The name that `plainHours` has for an hour of the ledger. */
export function nameOfHour({
  hour,
  project,
  rootSession,
  agent,
  tier,
  class: task,
  model,
  provider,
}: HourTotals): string {
  return JSON.stringify({ hour, project, rootSession, agent, tier, class: task, model, provider })
}

function commonOf(call: Call) {
  const hour = new Date(Math.floor(call.startedAt.getTime() / HOUR_MS) * HOUR_MS)
  const { project, rootSession, agent, tier, provider } = call
  const model = call.modelUsed ?? call.model
  return { hour, project, rootSession, agent, tier, class: call.class, model, provider }
}

function plainHour(calls: [Call, ...Call[]] | Call[]) {
  const known = calls.filter(({ status }) => status === "settled" || status === "estimated")
  const unknown = calls.filter((call) => !known.includes(call))
  const money = (some: Call[], of: (call: Call) => bigint) => some.reduce((sum, call) => sum + of(call), 0n)
  const count = (of: (call: Call) => number) => calls.reduce((sum, call) => sum + of(call), 0)
  return {
    ...commonOf(calls[0] as Call),
    calls: calls.length,
    spentNano: money(known, ({ costNano }) => costNano),
    estimatedNano: money(known, ({ status, costNano }) => (status === "estimated" ? costNano : 0n)),
    pendingNano: money(unknown, ({ heldNano }) => heldNano),
    baselineNano: money(known, ({ baselineNano }) => baselineNano),
    cacheSavedNano: money(known, ({ cacheSavedNano }) => cacheSavedNano),
    usage: {
      inputTokens: count(({ usage }) => usage.inputTokens),
      cachedTokens: count(({ usage }) => usage.cachedTokens),
      cacheWriteTokens: count(({ usage }) => usage.cacheWriteTokens),
      outputTokens: count(({ usage }) => usage.outputTokens),
      reasoningTokens: count(({ usage }) => usage.reasoningTokens),
    },
    fallbacks: count(({ attempts }) => (attempts > 1 ? 1 : 0)),
    errors: count(({ outcome }) => (outcome !== null && outcome !== "ok" && outcome !== "aborted" ? 1 : 0)),
  }
}
