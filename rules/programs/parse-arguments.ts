// The words after a program's name, told apart into flags and operands in any order and spelling.
import { UNKNOWN } from "../unknown.ts"

export interface Flag {
  /** With its dashes: `-r`, `--recursive`; `--` when the end of options is marked. */
  name: string
  value?: string
  /** The long option without a value right before it, of which this may be the value. */
  after?: string
}

export interface ParsedArguments {
  flags: Flag[]
  operands: string[]
}

export interface OptionStyle {
  /** Options that take the next word as their value. */
  values: readonly string[]
  /** Those that do so only before the first operand: the program's own, where its subcommand means another by that letter. */
  leading?: readonly string[]
  /** How many operands may stand before such an option: `docker compose -f file up` has one. */
  leadingOperands?: number
  /** `-name` is one long option, as in find, not a cluster of letters. */
  singleDash: boolean
}

export function parseArguments(words: readonly string[], style: OptionStyle): ParsedArguments {
  const parsed: ParsedArguments = { flags: [], operands: [] }
  const first =
    style.leading && style.leading.length > 0
      ? { ...style, values: [...style.values, ...style.leading] }
      : style
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ""
    if (word === "--") {
      parsed.flags.push({ name: "--" })
      parsed.operands.push(...words.slice(index + 1))
      return parsed
    }
    const flags = readFlags(
      word,
      words[index + 1],
      parsed.operands.length <= (style.leadingOperands ?? 0) ? first : style,
    )
    if (flags === undefined) parsed.operands.push(word)
    else {
      parsed.flags.push(...noteDoubt(flags.read, parsed.flags, words[index - 1]))
      index += flags.consumed
    }
  }
  return parsed
}

function noteDoubt(read: Flag[], earlier: readonly Flag[], before: string | undefined): Flag[] {
  if (!before?.startsWith("--") || !read[0]?.name.startsWith("--")) return read
  const [first, ...others] = read
  const last = earlier.at(-1)
  return last?.name === before && last.value === undefined ? [{ ...first, after: before }, ...others] : read
}

/** The words of a wrapper such as `timeout -s KILL 5 rm -rf x`: its own flags, then what is left. */
export function splitLeading(
  words: readonly string[],
  style: OptionStyle,
): { flags: Flag[]; rest: string[] } {
  const flags: Flag[] = []
  let index = 0
  while (index < words.length) {
    const word = words[index] ?? ""
    if (word === "--") return { flags, rest: words.slice(index + 1) }
    const read = readFlags(word, words[index + 1], style)
    if (read === undefined) break
    flags.push(...read.read)
    index += 1 + read.consumed
  }
  return { flags, rest: words.slice(index) }
}

/**
 * Long flags may be shortened, as getopt allows: `--har` for `--hard`; one of which a part is unknown may be any that
 * begins so. With `--force=false` it is not there, and `--no-force` after it takes it back.
 */
export function hasFlag(parsed: ParsedArguments, name: string): boolean {
  if (parsed.flags.length === 0) return false
  const at = parsed.flags.findLastIndex(
    ({ name: written, value }) =>
      value !== "false" &&
      (written === name ||
        isShortened(written.toLowerCase(), name, SHORTEST_ABBREVIATION) ||
        mayBecome(written, name)),
  )
  return at >= 0 && !isTakenBack(parsed, name, at)
}

/**
 * For flags that make something harmless: only what can mean nothing else counts, the last one, and not
 * `--dry-run=none`, nor what may be the value of another, as in `--description --dry-run`.
 */
export function hasExactFlag({ flags }: ParsedArguments, name: string): boolean {
  if (flags.length === 0) return false
  const isIt = (written: string) => written === name || isShortened(written, name, SAFE_ABBREVIATION)
  const last = flags.findLast((flag) => isIt(flag.name) || flag.name === name.replace(/^--/, "--no-"))
  if (last === undefined || !isIt(last.name) || SWITCHED_OFF.test(last.value ?? "")) return false
  return last.after === undefined || NO_VALUE.test(last.after)
}

const SWITCHED_OFF = /^(false|none|no|off|0)$/i

/** Long options that take no value in any program that has them. */
const NO_VALUE =
  /^--(all|forc(e)?|recurse-.+|overlay|merge|patch|ours|theirs|recursive|delete(-.+)?|remove(-.+)?|yes|quiet|verbose|debug|json|wait|purge|prune|cascade|clean|auto-approve|stats|progress|checksum|archive|update|include-.+|cleanup.*|versions|assume-yes|confirm|now|no-.+|only-.+|ignore-.+|skip-.+|keep-.+|interactive|color|staged|worktree|cached|hard|tags|destroy|follow.*|diff|check|human-readable|incremental|exact-timestamps|size-only)$/

/** Two letters, as in `--ha`: one is ambiguous in the programs concerned. */
const SHORTEST_ABBREVIATION = "--ab".length
/** Git refuses an abbreviation that it can not tell from another. */
const SAFE_ABBREVIATION = "--abcd".length

function isShortened(written: string, name: string, shortest: number): boolean {
  return written.startsWith("--") && written.length >= shortest && name.startsWith(written)
}

function mayBecome(written: string, name: string): boolean {
  const unknown = written.indexOf(UNKNOWN)
  if (unknown < 0) return false
  return written === `-${UNKNOWN}` || (unknown > 1 && name.startsWith(written.slice(0, unknown)))
}

function isTakenBack({ flags }: ParsedArguments, name: string, at: number): boolean {
  const opposite = `--no-${name.slice(2)}`
  return name.startsWith("--") && flags.some((flag, index) => index > at && flag.name === opposite)
}

function readFlags(word: string, next: string | undefined, style: OptionStyle) {
  if (word.length < 2 || !word.startsWith("-")) return undefined
  if (word.startsWith("--") || style.singleDash || style.values.includes(word))
    return readLong(word, next, style)
  return readCluster(word, next, style)
}

function readLong(word: string, next: string | undefined, style: OptionStyle) {
  const equals = word.indexOf("=")
  if (equals > 0) {
    return { read: [{ name: word.slice(0, equals), value: word.slice(equals + 1) }], consumed: 0 }
  }
  if (next !== undefined && style.values.includes(word)) {
    return { read: [{ name: word, value: next }], consumed: 1 }
  }
  // nim --eval:code
  const colon = word.indexOf(":")
  if (colon > 0 && style.values.includes(word.slice(0, colon)))
    return { read: [{ name: word.slice(0, colon), value: word.slice(colon + 1) }], consumed: 0 }
  return { read: [{ name: word }], consumed: 0 }
}

function readCluster(word: string, next: string | undefined, style: OptionStyle) {
  const read: Flag[] = []
  const letters = word.slice(1)
  for (let index = 0; index < letters.length; index++) {
    const name = `-${letters[index]}`
    if (!style.values.includes(name)) {
      read.push({ name })
      continue
    }
    const attached = letters.slice(index + 1)
    if (attached !== "") return { read: [...read, { name, value: attached }], consumed: 0 }
    return next === undefined
      ? { read: [...read, { name }], consumed: 0 }
      : { read: [...read, { name, value: next }], consumed: 1 }
  }
  return { read, consumed: 0 }
}
