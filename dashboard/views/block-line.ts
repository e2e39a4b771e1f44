// A tool call that was not allowed as views show it.
import type { Block, VerdictRow } from "../../ledger/index.ts"
import type { BlockOfDashboard } from "../contract.ts"

type Numbered = VerdictRow & { sequence: number }

export function blockLine(row: Numbered): Omit<BlockOfDashboard, "next"> {
  const { sequence, project, session, rootSession, agent, tool, verdict, rule, reason, subject } = row
  return {
    ...{ sequence, at: row.at.toISOString(), project, session, rootSession, agent, tool, verdict },
    ...{ rule: rule ?? "none", reason, subject, evidence: row.evidence ?? null },
    outcome: row.outcome ?? null,
  }
}

export function nextOf({ next }: Pick<Block, "next">): BlockOfDashboard["next"] {
  if (next === undefined) return null
  const { tool, verdict, outcome = null, exitCode = null } = next
  return { tool, verdict, outcome, exitCode }
}
