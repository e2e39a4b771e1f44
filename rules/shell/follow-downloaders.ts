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
    again("curl", withoutOption(words, CURL_SETTINGS), told, state, walk)
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
    if (/_proxy$/i.test(name)) return [value] // reached like an address
    const option = name.toLowerCase().replaceAll("_", "-")
    return option === "" ? [] : [`--${WGET_NAMES[option] ?? option}=${value}`]
  })
  again("wget", withoutOption(words, WGET_SETTINGS), told, state, walk)
}

interface Option {
  letter: string
  /** Its long names, alone or with `=`. */
  long: RegExp
}

const CURL_SETTINGS: Option = { letter: "K", long: /^--config(=|$)/ }
const WGET_SETTINGS: Option = { letter: "e", long: /^--(?:execute|config)(=|$)/ }
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

/** `-sK FILE` is `-s` without it. */
function withoutOption(words: readonly string[], { letter, long }: Option): string[] {
  const short = new RegExp(`^-([A-Za-z0-9#]*?)${letter}(.*)$`, "s")
  const kept: string[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ""
    const [, others, value] = word.match(short) ?? []
    if (others) kept.push(`-${others}`)
    if (value === "" || (long.test(word) && !word.includes("="))) index++
    else if (value === undefined && !long.test(word)) kept.push(word)
  }
  return kept
}

/** The whole command with what it is told beside: a setting may send the file, and the words say where. */
function again(
  program: string,
  words: readonly string[],
  told: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  if (told.length === 0) return
  const end = words.indexOf("--")
  const whole = words.toSpliced(end < 0 ? words.length : end, 0, ...told)
  walk.execute([program, ...whole], fork(state, { depth: state.depth + 1 }), `settings of ${program}`)
}
