// What xargs runs: a command with the items it reads, all at once, a few at a time, or each put in its place.
import { UNKNOWN } from "../execution.ts"
import { type Flag, type OptionStyle, splitLeading } from "../programs/parse-arguments.ts"
import { fork, NUL, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const XARGS: OptionStyle = {
  values: [
    ..."-I -n -P -L -d -s -E -a --max-args --max-lines --max-procs --max-chars --delimiter --arg-file".split(
      " ",
    ),
    "--process-slot-var",
  ],
  singleDash: false,
}

export function unwrapXargs(words: readonly string[], state: ShellState, walk: Walk): string {
  const { flags, rest } = splitLeading(withoutAttached(words), XARGS)
  const replace = flags.find(({ name }) => ["-I", "-i", "--replace"].includes(name))
  const items = itemsOf(flags, replace !== undefined, state.input)
  walk.budget.spend(items.length)
  const run = (argv: readonly string[]) => walk.execute(argv, fork(state, { input: "" }), "xargs")
  if (rest.length === 0) return `${items.join(" ")}\n`
  if (replace) {
    const placeholder = replace.value ?? "{}"
    // Without a place for them the items are not handed on, though whoever wrote it thought so.
    const after = rest.some((word) => word.includes(placeholder)) ? [] : [placeholder]
    return items
      .map((item) => run([...rest, ...after].map((word) => replaced(word, placeholder, item))))
      .join("")
  }
  const size = Number(valueOfFlag(flags, "-n", "--max-args") ?? Number.NaN)
  if (size > 0)
    return chunks(items, size)
      .map((some) => run([...rest, ...some]))
      .join("")
  // Groups of lines, or of as many as fit: where they end can not be told, so the smallest are tried as well.
  if (flags.some(({ name }) => /^(-[Lls]|--max-(lines|chars))$/.test(name)))
    for (const line of state.input.split("\n").filter(isText)) run([...rest, ...itemsOf(flags, false, line)])
  return run([...rest, ...items])
}

/** `-i{}` and `-l1` may have a value, which is never the next word. */
function withoutAttached(words: readonly string[]): string[] {
  const command = words.findIndex(
    (word, index) => !word.startsWith("-") && !XARGS.values.includes(words[index - 1] ?? ""),
  )
  return words.map((word, index) => {
    if (command >= 0 && index >= command) return word
    return word.replace(/^-i(.+)$/s, "-I$1").replace(/^-[le].+$/s, "-l")
  })
}

function valueOfFlag(flags: readonly Flag[], ...names: string[]): string | undefined {
  return flags.findLast(({ name }) => names.includes(name))?.value
}

function itemsOf(flags: readonly Flag[], byLine: boolean, input: string): string[] {
  const items = valueOfFlag(flags, "-a", "--arg-file") === undefined ? split(flags, byLine, input) : []
  return items.length > 0 ? items : [UNKNOWN]
}

function split(flags: readonly Flag[], byLine: boolean, input: string): string[] {
  if (flags.some(({ name }) => name === "-0" || name === "--null")) return input.split(NUL).filter(isText)
  const delimiter = valueOfFlag(flags, "-d", "--delimiter")
  if (delimiter !== undefined) return input.split(delimiterOf(delimiter)).filter(isText)
  if (byLine)
    return input
      .split("\n")
      .map((line) => unquoted(line.trimStart()))
      .filter(isText)
  return [...input.matchAll(ITEM)].map(([item]) => unquoted(item))
}

const isText = (item: string) => item !== ""
/** What stands between blanks; quotes and backslashes hold blanks. */
const ITEM = /(?:"[^"\n]*"|'[^'\n]*'|\\[\s\S]|[^\s"'\\]|["'\\])+/g

function unquoted(item: string): string {
  return item.replace(
    /"([^"\n]*)"|'([^'\n]*)'|\\([\s\S])/g,
    (_, double, single, escaped) => double ?? single ?? escaped,
  )
}

function delimiterOf(written: string): string {
  const escapes: Record<string, string> = { "\\n": "\n", "\\t": "\t", "\\0": NUL }
  return escapes[written] ?? written.slice(0, 1)
}

function replaced(word: string, placeholder: string, item: string): string {
  return placeholder === "" ? word : word.replaceAll(placeholder, () => item)
}

function chunks(items: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
