// A verdict on a tool call, as the request log and the run's summary have it.
import type { Instance } from "../../config/index.ts"
import type { VerdictRow } from "../verdict-row.ts"
import { noteEvent } from "./note-event.ts"

/** Never throws. */
export function logVerdict(row: VerdictRow, instance: Instance): void {
  const { project, session, rootSession, agent, tool, verdict, rule, reason, call = null } = row
  const found = { ...(row.subject === null ? {} : { subject: row.subject }), ...evidenceOf(row) }
  noteEvent(
    {
      ...{ v: 1, at: row.at.toISOString(), type: "verdict" },
      ...{ project, session, rootSession, agent, tool, call, verdict, rule, reason },
      lifted: row.lifted ?? false,
    },
    instance,
    () => found,
  )
}

function evidenceOf({ evidence }: VerdictRow): { evidence?: string } {
  return evidence === undefined ? {} : { evidence }
}
