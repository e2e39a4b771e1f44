// xargs runs a program once for many items of a list, at its end or in the place of a mark.
import { UNKNOWN } from "../execution.ts"
import { type OptionStyle, splitLeading } from "../programs/parse-arguments.ts"
import { itemsOf } from "./items-of.ts"
import { replaceIn } from "./replace-in.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** GNU's and BSD's; `-i`, `-l` and `-e` take a value only when it is attached. */
const XARGS: OptionStyle = {
  values: [
    "-I",
    "-J",
    "-R",
    "-S",
    "-n",
    "-P",
    "-L",
    "-d",
    "-s",
    "-E",
    "-a",
    "--max-args",
    "--max-procs",
    "--max-lines",
    "--max-chars",
    "--delimiter",
    "--arg-file",
    "--process-slot-var",
  ],
  singleDash: false,
}

export function unwrapXargs(words: readonly string[], state: ShellState, walk: Walk): string {
  const own = words.slice(0, words.length - splitLeading(words, XARGS).rest.length)
  const { flags } = splitLeading(own.map(detach), XARGS)
  const rest = words.slice(own.length)
  if (rest.length === 0) return UNKNOWN
  const replace = flags.find(({ name }) => name === "-I" || name === "--replace")
  const fromFile = flags.some(({ name }) => name === "-a" || name === "--arg-file")
  const items = itemsOf(fromFile ? "" : state.input, replace ? /\n/ : /\s+/)
  const inner = { ...state, input: "", listed: items, given: false, quoted: false }
  const joined = flags.find(({ name }) => name === "-J")?.value
  if (joined !== undefined) {
    const placed = rest.flatMap((word) => (word === joined ? items : [word]))
    return walk.execute(placed, inner, "xargs")
  }
  if (!replace) return walk.execute([...rest, ...items], inner, "xargs")
  // Some put the items at the end all the same.
  if (!rest.some((word) => word.includes(replace.value || "{}")))
    return walk.execute([...rest, ...items], inner, "xargs")
  for (const item of items) walk.execute(replaceIn(rest, replace.value || "{}", item), inner, "xargs")
  return UNKNOWN
}

/** `-i` alone is `-I {}`, `-iX` is `-I X`; `-l` and `-e` alone say nothing that matters. */
function detach(word: string): string {
  const [, mark] = word.match(/^-i(.*)$/s) ?? []
  if (mark !== undefined) return `--replace=${mark || "{}"}`
  return word === "--replace" ? "--replace={}" : word
}
