// What a sed script does beside editing text: `e` and `s///e` run commands, `r` and `w` read and write files.
import { UNKNOWN } from "../execution.ts"

export interface SedScript {
  commands: string[]
  reads: string[]
  writes: string[]
}

/** An address, then any blanks, braces and separators before a command. */
const BEFORE_COMMAND =
  /(?:[\s;{}!$,]|\d+(?:~\d+)?|\/(?:[^/\\\n]|\\.)*\/[IM]*|\\([^\n])(?:(?!\1)[^\\\n]|\\.)*\1[IM]*|\+\d+)*/y
const LINE = /[^\n]*/y
const LABEL = /[^;\n]*/y

export function readSedScript(script: string): SedScript {
  const found: SedScript = { commands: [], reads: [], writes: [] }
  let at = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    const text = pattern.exec(script)?.[0] ?? ""
    at += text.length
    return text
  }
  while (at < script.length) {
    take(BEFORE_COMMAND)
    const command = script[at++]
    if (command === "/" || command === "\\") return found // no end: sed would refuse the whole script
    if (command === "s" || command === "y") {
      const delimiter = script[at] ?? "/"
      const text = take(delimited(delimiter, BRACKETS)) || take(delimited(delimiter, ""))
      if (text === "") return found
      if (command === "s") substitution(text, take(LABEL), found)
    } else if (command === "e") found.commands.push(take(LINE).trim() || UNKNOWN)
    else if (command === "r" || command === "R") found.reads.push(take(LINE).trim())
    else if (command === "w" || command === "W") found.writes.push(take(LINE).trim())
    else if (command !== undefined && "aic#".includes(command)) take(/(?:[^\n\\]|\\[\s\S])*/y)
    else if (command !== undefined && ":btT".includes(command)) take(LABEL)
  }
  return found
}

/** `/a/b/` with its delimiter, whatever that is; in brackets it stands for itself: `/[/]/b/`. */
function delimited(delimiter: string, brackets: string): RegExp {
  const mark = delimiter.replace(/[\\^\]-]/g, "\\$&")
  const plain = `(?:[^${mark}\\\\]|\\\\[\\s\\S])*[${mark}]`
  const first = brackets && `(?:${brackets}|[^${mark}\\\\[]|\\\\[\\s\\S])*[${mark}]`
  return new RegExp(`[${mark}]${first || plain}${plain}`, "y")
}

const BRACKETS = "\\[\\^?\\]?[^\\]\\n]*\\]"

function substitution(text: string, rest: string, found: SedScript): void {
  const [, flags = "", , file] = rest.match(/^([gpiImMe\d\s]*)(w\s*(.*))?/) ?? []
  if (file) found.writes.push(file.trim())
  if (!flags.includes("e")) return
  const replacement =
    text
      .slice(1, -1)
      .split(text[0] ?? "/")
      .at(-1) ?? ""
  // What runs is the whole line, of which only the replacement is known.
  found.commands.push(replacement.replace(/&|\\\d/g, '"$UNKNOWN"'), UNKNOWN)
}
