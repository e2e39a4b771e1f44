// What was blocked in a stretch of time, by which rules, and what happened next; as JSON can hold it. Pure.
import type { Block, VerdictRow } from "./verdict-row.ts"

export interface BlockReport {
  v: 1
  since: string | null
  until: string
  total: number
  /** Of the total, what a person let pass afterwards. */
  lifted: number
  /** Of the total, those after which the next call of the session was another one, and was allowed. */
  wentOn: number
  /** Most often first. */
  byRule: { rule: string; count: number; lifted: number; wentOn: number }[]
  /** Newest first. */
  newest: ReportedBlock[]
}

export interface ReportedBlock {
  at: string
  project: string
  session: string
  rootSession: string
  agent: string
  tool: string
  verdict: VerdictRow["verdict"]
  rule: string
  reason: string | null
  subject: string | null
  evidence: string | null
  outcome: NonNullable<VerdictRow["outcome"]> | null
  next: NextCall | null
}

/** The next call of the same session. */
export interface NextCall {
  tool: string
  verdict: VerdictRow["verdict"]
  outcome: NonNullable<VerdictRow["outcome"]> | null
  exitCode: number | null
}

export interface BlockReportRequest {
  /** Newest first. */
  blocks: readonly Block[]
  since: Date | null
  until: Date
  most: number
}

export function makeBlockReport({ blocks, since, until, most }: BlockReportRequest): BlockReport {
  const denied = blocks.filter(({ verdict }) => verdict !== "allow")
  const byRule = [...Map.groupBy(denied, nameOf)].map(([rule, rows]) => {
    const { total, ...counts } = countsOf(rows)
    return { rule, count: total, ...counts }
  })
  return {
    v: 1,
    since: since?.toISOString() ?? null,
    until: until.toISOString(),
    ...countsOf(denied),
    byRule: byRule.sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)),
    newest: denied.slice(0, most).map(reported),
  }
}

function countsOf(rows: readonly Block[]): Pick<BlockReport, "total" | "lifted" | "wentOn"> {
  const lifted = rows.filter(isLifted).length
  return { total: rows.length, lifted, wentOn: rows.filter((row) => !isLifted(row) && hasGoneOn(row)).length }
}

function isLifted({ outcome }: Block): boolean {
  return outcome === "lifted"
}

function hasGoneOn({ next }: Block): boolean {
  return next?.verdict === "allow"
}

function nameOf({ rule }: Block): string {
  return rule ?? "none"
}

function reported(block: Block): ReportedBlock {
  const { at, project, session, rootSession, agent, tool, verdict, reason, subject, evidence, outcome } =
    block
  return {
    at: at.toISOString(),
    ...{ project, session, rootSession, agent, tool, verdict, reason, subject },
    rule: nameOf(block),
    evidence: evidence ?? null,
    outcome: outcome ?? null,
    next: block.next
      ? {
          tool: block.next.tool,
          verdict: block.next.verdict,
          outcome: block.next.outcome ?? null,
          exitCode: block.next.exitCode ?? null,
        }
      : null,
  }
}
