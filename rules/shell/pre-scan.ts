// Refuses a command that would cost the parser too much, in one linear pass before it is parsed.
import { TooComplex } from "./too-complex.ts"

/** Linux hands no longer argument to a program (MAX_ARG_STRLEN), so a longer command can not run anyway. */
const MAXIMUM_LENGTH = 131_072
/** The parser gives up at 256; people stay below 10. */
const MAXIMUM_NESTING = 64
/** 20,000 heredocs took the parser 1.3 s; what else it reads is linear, or bounded by the nesting. */
const MAXIMUM_HEREDOCS = 1_500

export function preScan(command: string): void {
  if (command.length > MAXIMUM_LENGTH) throw new TooComplex(`it has more than ${MAXIMUM_LENGTH} characters`)
  if (command.length <= MAXIMUM_NESTING) return
  if (countOf(command, "<<") > MAXIMUM_HEREDOCS) throw new TooComplex("it has too many heredocs")
  let depth = 0
  for (let index = 0; index < command.length; index++) {
    const character = command[index]
    if (character === "(" || (character === "{" && command[index - 1] === "$")) depth++
    else if (character === ")" || character === "}") depth = Math.max(0, depth - 1)
    if (depth > MAXIMUM_NESTING) throw new TooComplex("it is nested too deeply")
  }
}

function countOf(text: string, part: string): number {
  let count = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++
  return count
}
