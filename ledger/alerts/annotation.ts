// An alert as a workflow command of GitHub Actions, which shows it on the page of the job.
import type { AlertRow } from "../ledger.ts"

const COMMANDS = { info: "notice", warning: "warning", error: "error" } as const

/** Escaped as GitHub's own toolkit does it, so that no text can begin a command of its own. */
export function annotation({ level, text }: Pick<AlertRow, "level" | "text">): string {
  const data = text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A")
  return `::${COMMANDS[level]} title=Ralex::${data}`
}
