// The limits that hold here as lines for a person: what is spent of each and what is left, where it is heading, and
// what a person has made of it for a while.
import {
  atUtc,
  type Forecast,
  forecastOf,
  formatUsd,
  type HourTotals,
  type Ledger,
  type Limit,
  nameLimit,
  type SpentQuery,
  type Standing,
} from "../../ledger/index.ts"
import type { SaidBy } from "./slash-command.ts"

export interface LimitsAsked extends SaidBy {
  ledger: Ledger
  limits: readonly Limit[]
}

const WEEK_MS = 7 * 86_400_000

/** A list in Markdown, a line a limit. */
export async function showLimits(asked: LimitsAsked): Promise<string> {
  const totals = await asked.ledger.totals(new Date(asked.at.getTime() - WEEK_MS))
  const lines = await Promise.all(asked.limits.map((limit) => lineOf(limit, totals, asked)))
  return lines.map((line) => `- ${line}\n`).join("")
}

async function lineOf(limit: Limit, totals: readonly HourTotals[], asked: LimitsAsked): Promise<string> {
  const [standing] = await asked.ledger.standings([limit], whereOf(limit, asked))
  const name = nameLimit(limit)
  const own = formatUsd(limit.limitNano)
  if (!standing)
    return `${name}: none for a while (else ${own}), ${await spentOf(limit, asked)} is spent or held`
  const lifted = standing.limitNano === limit.limitNano ? "" : ` (else ${own})`
  const amount = `${formatUsd(standing.limitNano)}${lifted}`
  if (limit.scope === "call") return `${name}: ${amount} for each model call`
  if (limit.scope === "turn") return `${name}: ${amount} for each ask`
  return `${name}: ${spentSentence(standing, amount)}${headingOf(forecastOf(standing, totals, asked.at), asked.at)}`
}

function spentSentence({ limitNano, countedNano, pendingNano }: Standing, amount: string): string {
  const held =
    pendingNano > 0n ? ` (${formatUsd(pendingNano)} of it held for calls without a known cost)` : ""
  const left = limitNano - countedNano
  const rest = left > 0n ? `${formatUsd(left)} left` : "it is reached"
  return `${formatUsd(countedNano)} of ${amount} is spent${held}, ${rest}`
}

function headingOf(forecast: Forecast | null, now: Date): string {
  if (forecast === null) return ""
  const { expectedNano, limitMetAt, window } = forecast
  if (limitMetAt === null) return `; at this pace ${formatUsd(expectedNano)} by ${atUtc(window.end)}`
  return limitMetAt > now ? `; at this pace it is reached about ${atUtc(limitMetAt)}` : ""
}

async function spentOf({ scope, part }: Limit, asked: LimitsAsked): Promise<string> {
  const { at, rootSession, turn, run } = placeOf(asked)
  const query: SpentQuery = { scope, at, rootSession, turn, run, ...(part ? { part } : {}) }
  return formatUsd((await asked.ledger.spent(query)).countedNano)
}

/** A call that the limit concerns, so that those of other agents, tiers and models are shown as well. */
function whereOf({ part = {} }: Limit, asked: LimitsAsked) {
  const { agent = "", tier = null, model = "", project = asked.instance.project } = part
  return { ...placeOf(asked), agent, tier, model, project }
}

/** No turn is going on: a command is no ask. */
function placeOf({ at, rootSession, instance }: SaidBy) {
  return { at, rootSession, run: instance.run, turn: "" }
}
