// Whether what the guard said of a command holds for what real bash ran.
import type { Explanation } from "../../../rules/index.ts"
import type { Ran } from "./bash-box.ts"

/** A command that is denied does not run; of one that is allowed each program must have been told. */
export function covers({ verdict, commands }: Pick<Explanation, "verdict" | "commands">, ran: Ran): boolean {
  if (verdict.kind !== "allow") return true
  return commands.some(({ argv, cwd }) => matchesWords(argv, ran.argv) && matchesText(cwd, ran.cwd))
}

const UNKNOWN = "…"
const BETWEEN = "\u0001"

function matchesWords(said: readonly string[], words: readonly string[]): boolean {
  const [program = "", ...rest] = said
  const name = program.slice(program.lastIndexOf("/") + 1)
  if (name !== words[0]) return false
  const pattern = rest.map((word) => (word === UNKNOWN ? anyWords : wordPattern(word))).join("")
  return new RegExp(`^${pattern}$`, "s").test(
    words
      .slice(1)
      .map((word) => BETWEEN + word)
      .join(""),
  )
}

/** `$X` alone may be no word, or several. */
const anyWords = `(?:${BETWEEN}.*)?`

/** What is unknown in a word may hold blanks; a glob stands for itself, or for each file that it finds. */
function wordPattern(word: string): string {
  const literal = textPattern(word)
  if (!/[*?[]/.test(word)) return BETWEEN + literal
  const globbed = literal
    .replaceAll("\\*\\*\\/", "(?:.*\\/)?")
    .replaceAll("\\*", ".*")
    .replaceAll("\\?", ".")
    .replace(/\\\[.*?\\\]/g, ".")
  return `(?:${BETWEEN}${literal}|(?:${BETWEEN}${globbed})*)`
}

function textPattern(text: string): string {
  return text
    .replace(/\/dev\/fd\/substitution-\d+/g, UNKNOWN)
    .replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")
    .replaceAll(` ${UNKNOWN}`, "(?: .*)?") // printed by echo: no word, no blank
    .replaceAll(UNKNOWN, ".*")
}

function matchesText(said: string, text: string): boolean {
  return new RegExp(`^${textPattern(said)}$`, "s").test(text)
}
