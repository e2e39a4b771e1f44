// GNU parallel runs a command for each item of a list, or each line of its input as a command of its own.
import { UNKNOWN } from "../execution.ts"
import { type OptionStyle, splitLeading } from "../programs/parse-arguments.ts"
import { scanInterpreterCode } from "../programs/scan-interpreter-code.ts"
import { itemsOf } from "./items-of.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const PARALLEL: OptionStyle = {
  values: [
    ..."-j -P -I -n -N -a -C -S -d -E -L -l -s -J".split(" "),
    ..."--jobs --max-procs --max-args --max-replace-args --arg-file --colsep --delay --timeout".split(" "),
    ..."--joblog --retries --env --header --workdir --wd --sshlogin --sshloginfile --slf --results".split(
      " ",
    ),
    ..."--tmpdir --tempdir --tagstring --basefile --bf --return --trc --halt --load --memfree".split(" "),
    ..."--nice --block --recstart --recend --delimiter --max-chars --max-lines --profile --rpl".split(" "),
    ..."--id --semaphorename --arg-sep --arg-file-sep --limit --compress-program --shellquote".split(" "),
  ],
  singleDash: false,
}
const SHOWS = /^--(dry-run|dryrun|shell-?quote)$/
const TELLS = /^--(help|version|citation|bibtex|number-of-\w+|minversion)$/
/** Marks that stand for the item or a part of it: `{}`, `{.}`, `{//}`, `{2}`, `{1/.}`. */
const MARK = /\{(?:[+-]?\d+)?(?:\.|\/|\/\/|\/\.)?\}/g
/** Marks that stand for a number. */
const NUMBER = /\{[#%]\}/g
/** `{= perl code =}` is run for each item, even when the command is only shown. */
function perlIn(text: string): string[] {
  const [, ...parts] = text.split("{=")
  return parts.flatMap((part) => {
    const end = part.indexOf("=}")
    return end < 0 ? [] : [part.slice(0, end)]
  })
}

export function unwrapParallel(words: readonly string[], state: ShellState, walk: Walk): string {
  const { flags, rest } = splitLeading(words, PARALLEL)
  const separator = rest.findIndex((word) => /^:{3,4}\+?$/.test(word))
  const command = separator < 0 ? rest : rest.slice(0, separator)
  for (const code of perlIn(command.join("\n"))) scanInterpreterCode("perl", code, [], state, walk)
  if (flags.some(({ name }) => SHOWS.test(name) || (TELLS.test(name) && rest.length === 0))) return UNKNOWN
  const pipes = flags.some(({ name }) => /^--(pipe|pipe-?part|spreadstdin)$/.test(name))
  const told = separator < 0 ? undefined : itemsAfter(rest.slice(separator))
  const items = pipes ? [""] : (told ?? itemsOf(state.input, /\n/))
  const given = told !== undefined && !told.includes(UNKNOWN)
  const inner = { ...state, input: pipes ? state.input || UNKNOWN : "", listed: items, given, quoted: true }
  if (command.length === 0 && told === undefined && !pipes)
    walk.report({ argv: ["parallel"], traits: ["unresolved-code"] }, inner)
  const mark = flags.find(({ name }) => name === "-I")?.value ?? "{}"
  for (const item of items) runOn(item, mark, command, inner, walk)
  return UNKNOWN
}

/** `::: a b :::: file`: what stands in a file is not known. */
function itemsAfter(words: readonly string[]): string[] {
  let fromFiles = false
  return words.flatMap((word) => {
    if (/^:{3,4}\+?$/.test(word)) {
      fromFiles = word.startsWith("::::")
      return []
    }
    return [fromFiles ? UNKNOWN : word]
  })
}

function runOn(item: string, mark: string, command: readonly string[], state: ShellState, walk: Walk): void {
  const put = (word: string) =>
    word
      .replaceAll(mark, () => item)
      .replace(MARK, () => item)
      .replace(NUMBER, "1")
  const filled = command.map(put)
  const isMarked = filled.some((word, index) => word !== command[index])
  const placed = isMarked || item === "" ? filled : [...filled, item]
  const [first = "", ...others] = placed
  if (others.length === 0 || /\s/.test(first)) walk.runScript(placed.join(" "), state, "parallel")
  else walk.execute(placed, state, "parallel")
}
