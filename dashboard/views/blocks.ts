// What the rules did not allow, by which rule, and what happened next.
import { type Block, makeBlockReport } from "../../ledger/index.ts"
import { type BlocksOfDashboard, MOST_ROWS } from "../contract.ts"
import { blockLine, nextOf } from "./block-line.ts"
import { periodOf } from "./period.ts"
import type { Filter } from "./read-filter.ts"
import type { ViewSources } from "./view-sources.ts"

export async function readBlocks({ ledger }: ViewSources, filter: Filter): Promise<BlocksOfDashboard> {
  const { since, at, until = at } = filter
  const rows = (await ledger.blockRows(since)).filter((block) => isAsked(block, filter))
  const { total, lifted, wentOn, byRule } = makeBlockReport({ blocks: rows, since, until, most: 0 })
  const denied = rows.filter(({ verdict }) => verdict !== "allow")
  return {
    ...periodOf(filter),
    ...{ total, lifted, wentOn, byRule },
    newest: denied.slice(0, MOST_ROWS).map((block) => ({ ...blockLine(block), next: nextOf(block) })),
  }
}

/** A tool call has no tier and no model. */
function isAsked(block: Block, { until, part: { project, session, agent }, rule }: Filter): boolean {
  return (
    (until === undefined || block.at < until) &&
    (project === undefined || block.project === project) &&
    (session === undefined || block.rootSession === session) &&
    (agent === undefined || block.agent === agent) &&
    (rule === undefined || (block.rule ?? "none") === rule)
  )
}
