// Words as a reader takes them: signs that only look like a blank or a hyphen, and a command that is quoted as a whole.

const BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g
const HYPHENS = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g
const LOOKALIKE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/

/**
 * As written, bash would look for a program of that odd name. A tool that tidies the text, or another shell, would run
 * what it seems to say.
 * @returns the scripts that it seems to be, when it is not what bash would run.
 */
export function seemingScripts(argv: readonly string[]): string[] {
  const [program = "", ...words] = argv
  const looksOther =
    LOOKALIKE.test(program) || words.some((word) => /^[^\s\w]?[^\s\w]/.test(word) && LOOKALIKE.test(word))
  if (looksOther) return [argv.map(plain).join(" ")]
  if (words.length > 0 || !/^[\w./-]+\s+\S/.test(program)) return []
  return program.includes("\n") ? [program, program.replaceAll("\n", " ")] : [program]
}

function plain(word: string): string {
  return word.replace(BLANKS, " ").replace(HYPHENS, "-")
}
