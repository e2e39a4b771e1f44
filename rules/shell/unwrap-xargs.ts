// What xargs runs: a command with the items it reads, all at once, a few at a time, or each in the place of a mark.
import { UNKNOWN } from "../execution.ts"
import { type Flag, type OptionStyle, splitLeading } from "../programs/parse-arguments.ts"
import { replaceIn } from "./replace-in.ts"
import { fork, NUL, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** GNU's and BSD's; `-i`, `-l` and `-e` take a value only when it is attached. */
const XARGS: OptionStyle = {
  values: [
    ..."-I -J -R -S -n -P -L -d -s -E -a --max-args --max-lines --max-procs --max-chars".split(" "),
    ..."--delimiter --arg-file --process-slot-var".split(" "),
  ],
  singleDash: false,
}

export function unwrapXargs(words: readonly string[], state: ShellState, walk: Walk): string {
  const own = words.slice(0, words.length - splitLeading(words, XARGS).rest.length)
  const { flags } = splitLeading(own.map(detach), XARGS)
  const rest = words.slice(own.length)
  const replace = flags.findLast(({ name }) => name === "-I" || name === "--replace")
  const items = itemsOf(flags, replace !== undefined, state.input)
  walk.budget.spend(items.length)
  if (rest.length === 0) return `${items.join(" ")}\n`
  const list = { input: "", listed: items, given: false, quoted: false }
  const run = (argv: readonly string[]) => walk.execute(argv, fork(state, list), "xargs")
  const joined = valueOfFlag(flags, "-J")
  if (joined !== undefined) return run(rest.flatMap((word) => (word === joined ? items : [word])))
  if (replace) {
    const mark = replace.value || "{}"
    // Without a place for them some put the items at the end all the same.
    if (!rest.some((word) => word.includes(mark))) return run([...rest, ...items])
    return items.map((item) => run(replaceIn(rest, mark, item))).join("")
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

/** `-i` alone is `-I {}`, `-iX` is `-I X`; what is attached to `-l` and `-e` says nothing that matters. */
function detach(word: string): string {
  const [, mark] = word.match(/^-i(.*)$/s) ?? []
  if (mark !== undefined) return `--replace=${mark || "{}"}`
  return word === "--replace" ? "--replace={}" : word.replace(/^-[le].+$/s, "-l")
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

function chunks(items: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
