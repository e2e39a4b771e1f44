// The words of a git command as far as they are understood to the letter: where it works, what it is told, in which flags.
import { posix } from "node:path"
import { type Execution, UNKNOWN } from "../execution.ts"

export interface GitCommand {
  /** Where it works, after its -C. */
  cwd: string
  subcommand: string
  /** What follows the subcommand. */
  words: string[]
}

export interface GitWords {
  /** Spelled as they were, but for clusters: `-fd` is -f and -d. */
  flags: string[]
  values: Map<string, string>
  operands: string[]
  /** What follows `--`; undefined without one. */
  after: string[] | undefined
}

const HARMLESS_GLOBAL = new Set(["--no-pager", "-P", "-p", "--paginate", "--no-optional-locks"])
const HARMLESS_SETTING = /^(color\.|advice\.|user\.|core\.pager=|pager\.|commit\.gpgsign=)/i

/** @returns undefined for a command that is not understood in full. */
export function readGitCommand({ argv, cwd: start }: Execution): GitCommand | undefined {
  if (start.includes(UNKNOWN) || argv.some((word) => word.includes(UNKNOWN))) return undefined
  let cwd = start
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? ""
    const next = argv[index + 1] ?? ""
    if (!word.startsWith("-")) return { cwd, subcommand: word, words: argv.slice(index + 1) }
    if (HARMLESS_GLOBAL.has(word)) continue
    if (word === "-C") cwd = posix.resolve(cwd, next)
    else if (word !== "-c" || !HARMLESS_SETTING.test(next)) return undefined
    index += 1
  }
  return undefined
}

/**
 * @param known Flags that are understood.
 * @param valued Flags that take a value.
 * @returns undefined when there is any other flag, or an abbreviation.
 */
export function readGitWords(
  words: readonly string[],
  known: readonly string[],
  valued: readonly string[] = [],
): GitWords | undefined {
  const read: GitWords = { flags: [], values: new Map(), operands: [], after: undefined }
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ""
    if (word === "--") return { ...read, after: words.slice(index + 1) }
    const [name = "", value] = word.startsWith("--") ? word.split(/=(.*)/s) : [word]
    if (!word.startsWith("-") || word === "-") read.operands.push(word)
    else if (valued.includes(name)) {
      read.values.set(name, value ?? words[index + 1] ?? "")
      if (value === undefined) index += 1
    } else {
      const flags = word.startsWith("--") ? [word] : [...word.slice(1)].map((letter) => `-${letter}`)
      if (!flags.every((flag) => known.includes(flag))) return undefined
      read.flags.push(...flags)
    }
  }
  return read
}
