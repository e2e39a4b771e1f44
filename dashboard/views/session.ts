// One session turn by turn: what was chosen and why, what it cost, and what the same tokens had cost elsewhere.
import { applyProfile, type Config, type Tier } from "../../config/index.ts"
import { type Call, costOf, type Model, modelFinder } from "../../ledger/index.ts"
import type { BlockOfDashboard, SessionDocument, TurnOfDashboard } from "../contract.ts"
import { blockLine } from "./block-line.ts"
import { callLine } from "./call-line.ts"
import { periodOf } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import { money, totalsDocument } from "./totals-document.ts"
import { ViewError } from "./view-error.ts"
import type { ViewSources } from "./view-sources.ts"

/** A session of more is shown from its beginning. */
const MOST_CALLS = 5_000

const ELSEWHERE = ["cheap", "smart", "premium"] as const satisfies Tier[]

interface Place {
  tier: Tier
  id: string
  model: Model | undefined
}

/** @throws {ViewError} without a session. */
export async function readSession({ ledger, loaded }: ViewSources, filter: Filter): Promise<SessionDocument> {
  const { session } = filter.part
  if (session === undefined) throw new ViewError("Say which session, with session=ID.")
  const [sums] = await ledger.sums({ since: null, part: { session } })
  const calls = await ledger.callsOfSession(session, MOST_CALLS)
  const sessions = [...new Set([session, ...calls.map((call) => call.session)])]
  const blocks = (await ledger.blocksOf(sessions)).filter(({ verdict }) => verdict !== "allow")
  const places = placesOf(loaded().config)
  const left = Math.max(0, (sums?.calls ?? 0) - calls.length)
  return {
    ...periodOf({ ...filter, since: sums?.first ?? null, until: undefined }),
    session,
    project: sums?.project ?? null,
    totals: totalsDocument(sums ? [sums] : []),
    elsewhere: elsewhere(calls, places),
    turns: turnsOf(calls, blocks.map(blockLine), places),
    left,
    pruned: left > 0 && calls.length < MOST_CALLS,
  }
}

type BlockLine = Omit<BlockOfDashboard, "next">

/** A block belongs to the turn that ran when it was judged: the last one that had begun in its session. */
function turnsOf(calls: Call[], blocks: BlockLine[], places: Place[]): TurnOfDashboard[] {
  const turns = [...Map.groupBy(calls, ({ turn }) => turn)]
  const turnAt = ({ at, session }: BlockLine) => {
    const before = (call: Call) => call.startedAt.toISOString() <= at
    return (calls.findLast((call) => call.session === session && before(call)) ?? calls.findLast(before))
      ?.turn
  }
  const byTurn = Map.groupBy(blocks, (block) => turnAt(block) ?? turns[0]?.[0])
  return turns.map(([turn, own]) => turnOf(turn, own, byTurn.get(turn) ?? [], places))
}

function turnOf(turn: string, calls: Call[], blocks: BlockLine[], places: Place[]): TurnOfDashboard {
  const lines = calls.map(callLine)
  const chosen = calls.find((call) => call.class !== null) ?? calls[0]
  const sum = (of: (line: (typeof lines)[number]) => number) =>
    lines.reduce((total, line) => total + of(line), 0)
  return {
    turn,
    startedAt: lines[0]?.at ?? "",
    endedAt: endOf(calls)?.toISOString() ?? null,
    class: chosen?.class ?? null,
    tier: chosen?.tier ?? null,
    cause: chosen?.cause ?? "",
    signals: chosen?.signals ?? [],
    modelAsked: chosen?.modelAsked ?? "",
    models: [...new Set(lines.map(({ model }) => model))],
    ...money(
      "cost",
      lines.reduce((total, { costNano }) => total + BigInt(costNano), 0n),
    ),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    cachedTokens: sum(({ cachedTokens }) => cachedTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    reasoningTokens: sum(({ reasoningTokens }) => reasoningTokens),
    elsewhere: elsewhere(calls, places),
    calls: lines,
    blocks,
  }
}

/** null while one of them runs. */
function endOf(calls: Call[]): Date | null {
  if (calls.some(({ status }) => status === "held")) return null
  const ends = calls.map(({ startedAt, durationMs }) => startedAt.getTime() + (durationMs ?? 0))
  return ends.length === 0 ? null : new Date(ends.reduce((last, end) => Math.max(last, end)))
}

function placesOf(config: Config): Place[] {
  const { tiers } = applyProfile(config)
  const find = modelFinder(config)
  return ELSEWHERE.flatMap((tier) => {
    const [id] = tiers[tier]
    return id === undefined ? [] : [{ tier, id, model: find(id) }]
  })
}

/** Each call at that model's prices, with the tokens that it had. */
function elsewhere(calls: Call[], places: Place[]): TurnOfDashboard["elsewhere"] {
  return places.map(({ tier, id, model }) => {
    if (!model) return { tier, model: id, costNano: null, costUsd: null }
    const cost = calls.reduce((sum, { usage }) => sum + costOf(usage, model), 0n)
    return { tier, model: id, ...money("cost", cost) }
  })
}
