// What stands out in the log and on the page of a job: GitHub's workflow commands, GitLab's colours.
import type { CiHost } from "../../config/index.ts"
import type { AlertRow } from "../ledger.ts"

type Said = Pick<AlertRow, "level" | "text">

/** @returns undefined where the runner knows nothing but plain lines. */
export function annotation(said: Said, host: CiHost | undefined): string | undefined {
  switch (host) {
    case "github":
      return gitHub(said)
    case "gitlab":
      return gitLab(said)
    default:
      return undefined
  }
}

const COMMANDS = { info: "notice", warning: "warning", error: "error" } as const

/** Escaped as GitHub's own toolkit does it, so that no text can begin a command of its own. */
function gitHub({ level, text }: Said): string {
  const data = text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A")
  return `::${COMMANDS[level]} title=Ralex::${data.replace(CONTROLS, " ")}`
}

const COLOURS = { info: "36", warning: "33", error: "31" } as const

/** On one line and without an escape of its own, so that no text can colour or fold what others say. */
function gitLab({ level, text }: Said): string {
  return `\u001B[1;${COLOURS[level]}m${level.toUpperCase()}: ${text.replace(CONTROLS, " ")}\u001B[0m`
}

const CONTROLS = /\p{Cc}+/gu

/** A line for a job's log with nothing in it that GitHub's runner would obey: it looks behind blanks, and for ##[ anywhere. */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, "$1: ").replaceAll("##[", "## [")
}
