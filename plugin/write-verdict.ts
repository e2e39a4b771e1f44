// Writes to the ledger what the rules said of a tool call. A verdict holds even when it can not be written down; that is
// said instead.
import type { Instance } from "../config/index.ts"
import { logVerdict, redact, type VerdictRow } from "../ledger/index.ts"
import type { Denial, Verdict } from "../rules/index.ts"
import type { SessionTree } from "./session-tree.ts"
import { subjectOf } from "./subject-of.ts"
import { verdictLedger } from "./verdict-ledger.ts"

export interface Judged {
  instance: Instance
  sessions: SessionTree
  tool: string
  session: string
  call: string
  args: Record<string, unknown>
  verdict: Verdict
  /** What a person lifted, so that it is allowed now. */
  lifted: Denial | undefined
}

const SUBJECT_LENGTH = 200

export async function writeVerdict({ args, verdict, lifted, call, ...judged }: Judged): Promise<void> {
  await writeRow(judged, () => {
    const denial = verdict.kind === "allow" ? lifted : verdict
    if (denial === undefined)
      return { call, verdict: "allow", rule: null, reason: becauseOf(verdict), subject: null }
    const { rule, reason, evidence } = denial
    const subject = cut(subjectOf(args))
    const found = { rule, reason, subject, ...(evidence === undefined ? {} : { evidence: cut(evidence) }) }
    if (verdict.kind === "allow") return { call, verdict: "allow", lifted: true, ...found }
    return { call, verdict: verdict.kind, outcome: "blocked", ...found }
  })
}

/** Why what a rule would have denied was allowed. */
function becauseOf(verdict: Verdict): string | null {
  return verdict.kind === "allow" ? (verdict.because ?? null) : null
}

function cut(text: string): string {
  return redact(text).slice(0, SUBJECT_LENGTH)
}

export async function writeRow(
  { instance, sessions, tool, session }: Pick<Judged, "instance" | "sessions" | "tool" | "session">,
  row: () => Omit<VerdictRow, "at" | "project" | "session" | "rootSession" | "agent" | "tool">,
): Promise<void> {
  try {
    const whole = {
      ...row(),
      at: new Date(),
      project: instance.project,
      session,
      rootSession: await sessions.rootOf(session),
      agent: sessions.agentOf(session),
      tool,
    }
    logVerdict(whole, instance)
    const ledger = await verdictLedger(instance)
    await ledger.record(whole)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    instance.tell({ level: "warning", text: `Ralex could not write its verdicts to the ledger: ${reason}` })
  }
}
