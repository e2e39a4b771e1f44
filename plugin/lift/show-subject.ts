// What a person reads of the action that they may let pass: one line, and nothing of it out of sight without a word.
import { redact } from "../../ledger/index.ts"
import { subjectOf } from "../subject-of.ts"

const MOST_SHOWN = 240

/** Blanks do not push the end out of sight, and no sign turns or hides what follows. */
export function showSubject(tool: string, args: Record<string, unknown>): string {
  const { workdir } = args
  const where = typeof workdir === "string" ? ` in ${workdir}` : ""
  const whole = redact(`${subjectOf(args)}${where}`)
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, "?")
  const more = whole.length - MOST_SHOWN
  return `${tool}: ${whole.slice(0, MOST_SHOWN)}${more > 0 ? ` … and ${more} more characters` : ""}`
}
