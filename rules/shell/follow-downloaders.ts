// What curl, wget and aria2c are told beside their own words: files of options, lists of addresses, settings, variables.
import { UNKNOWN } from "../execution.ts"
import type { ParsedArguments } from "../programs/parse-arguments.ts"
import { STANDARD_INPUT } from "./command-options.ts"
import { withCurlVariables } from "./curl-variables.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import { touch } from "./touch.ts"
import type { Walk } from "./walk.ts"

export function followCurl(
  words: readonly string[],
  parsed: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  for (const text of textsNamed(/^(-K|--config)$/, parsed, state, walk)) {
    const told = text.split("\n").flatMap((line) => optionOf(line.trim().match(CURL_OPTION)))
    again("curl", told, state, walk)
  }
  const variables = withCurlVariables(words)
  if (!variables) return
  const wordMakers = [...(state.wordMakers ?? []), ...variables.made]
  const wordsFrom = [...(state.wordsFrom ?? []), ...variables.made.flatMap(({ makers }) => makers)]
  walk.execute(["curl", ...variables.words], { ...fork(state), wordMakers, wordsFrom }, "curl's variables")
}

/** A setting of ~/.wgetrc is a long option with other dashes: `-e post_file=x` is `--post-file x`. */
export function followWget(
  words: readonly string[],
  parsed: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  followList(words, parsed, state, walk)
  const executed = parsed.flags.flatMap(({ name, value = "" }) =>
    /^(-e|--execute)$/.test(name) ? value : [],
  )
  const settings = [...executed, ...textsNamed(/^--config$/, parsed, state, walk)].join("\n")
  const told = settings.split("\n").flatMap((line) => {
    const [, name = "", value = ""] = line.match(/^\s*([\w-]+)\s*=\s*(.*?)\s*$/) ?? []
    if (/_proxy$/i.test(name)) return [value]
    const option = name.toLowerCase().replaceAll("_", "-")
    return option === "" ? [] : [`--${WGET_NAMES[option] ?? option}=${value}`]
  })
  again("wget", told, state, walk)
}

const CURL_OPTION = /^-{0,2}([\w-]+)\s*[=:\s]?\s*(.*)$/
/** Settings that are named otherwise than the option. */
const WGET_NAMES: Readonly<Record<string, string>> = {
  input: "input-file",
  logfile: "output-file",
  "dir-prefix": "directory-prefix",
}

/** `-i FILE`: addresses, one a line, with options of theirs behind blanks. */
export function followList(
  _: readonly string[],
  parsed: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const targets = textsNamed(/^(-i|--input-file)$/, parsed, state, walk).flatMap((text) => text.split(/\s+/))
  touch(
    "fetch",
    targets.filter((target) => target !== ""),
    state,
    walk,
  )
}

/** What the files say that these flags name, as far as the session wrote them. */
function textsNamed(
  name: RegExp,
  { flags }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): readonly string[] {
  const files = flags.flatMap((flag) => (name.test(flag.name) ? (flag.value ?? "") : []))
  return files.flatMap((file) => {
    if (!STANDARD_INPUT.test(file)) return textsOf(file, state, walk)
    if (state.input.includes(UNKNOWN)) walk.report({ traits: ["input-as-script"] }, state)
    return state.input
  })
}

function optionOf(found: RegExpMatchArray | null): string[] {
  const [, option, value = ""] = found ?? []
  if (option === undefined) return []
  const name = option.length === 1 ? `-${option}` : `--${option}`
  return value === "" ? [name] : [name, value.replace(/^"(.*)"$/, "$1")]
}

function again(program: string, words: readonly string[], state: ShellState, walk: Walk): void {
  const inner = fork(state, { depth: state.depth + 1 })
  if (words.length > 0) walk.execute([program, ...words], inner, `settings of ${program}`)
}
