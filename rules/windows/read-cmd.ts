// The commands of a text for cmd.exe, on the level of words: quotes, carets, variables and separators.
import { UNKNOWN } from "../execution.ts"
import type { WindowsCommand } from "./read-powershell.ts"

const TOKEN =
  /(?<blank>[ \t\r,;=](?![^\s]*:\/\/)|\^\r?\n)|(?<redirect>\d?>{1,2}|<)|(?<border>&&|\|\||[&|\n()])|(?<word>(?:"[^"\n]*"?|\^[\s\S]|[^\s"^&|<>(),;])+)|(?<other>[\s\S])/gy

/** @param known The value of a variable, in lower case. */
export function readCmd(text: string, known: (name: string) => string | undefined): WindowsCommand[] {
  const commands: WindowsCommand[] = []
  let words: string[] = []
  let piped = false
  const finish = (next: boolean) => {
    if (words.length > 0) commands.push(...opened(words).map((inner) => ({ words: inner, piped })))
    words = []
    piped = next
  }
  for (const { groups = {} } of text.matchAll(TOKEN)) {
    const { redirect, border, word } = groups
    if (border !== undefined) finish(border === "|")
    else if (redirect !== undefined) words.push(redirect)
    else if (word !== undefined) words.push(readWord(word, known))
  }
  finish(false)
  return commands
}

function readWord(word: string, known: (name: string) => string | undefined): string {
  return word
    .replace(/"([^"]*)"?|\^([\s\S])/g, (_, quoted, escaped) => quoted ?? escaped ?? "")
    .replace(/%([\w()]+)(?::[^%]*)?%|!(\w+)!|%%?~?\w/g, (_, name, delayed) => {
      return known((name ?? delayed ?? "").toLowerCase()) ?? UNKNOWN
    })
}

/** The command in `if exist x …`, `for %i in (…) do …`, `call …`, `@…`. */
function opened(words: readonly string[]): string[][] {
  const [first = "", ...rest] = words
  const name = first.replace(/^@+/, "").toLowerCase()
  if (name === "" || name === "for") {
    const start = name === "for" ? rest.findIndex((word) => word.toLowerCase() === "do") + 1 : 0
    return rest.length === 0 || (name === "for" && start === 0) ? [] : opened(rest.slice(start))
  }
  if (name === "call" || name === "else" || name === "do") return rest.length === 0 ? [] : opened(rest)
  // Where the condition ends is not told: each rest may be the command.
  if (name === "if") return rest.length < 2 ? [] : rest.slice(1).map((_, index) => rest.slice(index + 1))
  return [[name, ...rest]]
}
