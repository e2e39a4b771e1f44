// How many of the operands are the subcommand that a rule names: `stash drop`, `* delete-*`, `** {rm,delete}`.
import { ownGlob } from "./paths/match-glob.ts"

/** Command lines of clouds group their commands, at most this deep: `alpha compute x y delete`. */
const MOST_GROUPS = 4
const MOST_WORDS = 12

/** Behind these come names of things, not commands: `logging read delete`. No group is called so. */
const ENDS_COMMAND = /^(list|ls|describe|get|show|read|info|view|cat|help|create|update|ssh|scp|cp)$/

type IsWord = (operand: string) => boolean

interface Pattern {
  before: IsWord[]
  /** What stands behind `**`. */
  after: IsWord[] | undefined
}

interface Patterns {
  all: Pattern[]
  /** What one of them must begin with; nothing where it may be any word. */
  first: ReadonlySet<string> | undefined
}

/** The lists are those of rules and tables, which are made once. */
const compiled = new WeakMap<readonly string[], Patterns>()

/** Of the first pattern that matches; `**` stands for any words before the others. */
export function subcommandDepth(
  subcommands: readonly string[],
  operands: readonly string[],
): number | undefined {
  if (operands.length === 0) return undefined
  const written = inLowerCase(operands)
  const { all, first } = compiled.get(subcommands) ?? compileAll(subcommands)
  if (first && !first.has(written[0] ?? "")) return undefined
  for (const pattern of all) {
    const depth = depthOf(pattern, written)
    if (depth !== undefined) return depth
  }
  return undefined
}

const lowered = new WeakMap<readonly string[], readonly string[]>()

/** On some file systems `GIT RESET` is git reset. Many rules ask this of the same operands. */
function inLowerCase(operands: readonly string[]): readonly string[] {
  let written = lowered.get(operands)
  if (!written) {
    written = operands.slice(0, MOST_WORDS).map((word) => word.toLowerCase())
    lowered.set(operands, written)
  }
  return written
}

function depthOf({ before, after }: Pattern, operands: readonly string[]): number | undefined {
  if (!startsWith(before, operands, 0)) return undefined
  if (!after) return before.length
  const most = Math.min(before.length + MOST_GROUPS, operands.length - after.length)
  for (let start = before.length; start <= most; start++) {
    if (startsWith(after, operands, start)) return start + after.length
    if (ENDS_COMMAND.test(operands[start] ?? "")) return undefined
  }
  return undefined
}

function startsWith(words: readonly IsWord[], operands: readonly string[], start: number): boolean {
  if (start + words.length > operands.length) return false
  for (const [index, isWord] of words.entries()) if (!isWord(operands[start + index] ?? "")) return false
  return true
}

function compileAll(subcommands: readonly string[]): Patterns {
  const begins = subcommands.map((subcommand) => choicesOf(subcommand.split(" ", 1)[0] ?? ""))
  const made = {
    all: subcommands.map(compile),
    first: begins.every((choices) => choices !== undefined) ? new Set(begins.flat()) : undefined,
  }
  compiled.set(subcommands, made)
  return made
}

function compile(subcommand: string): Pattern {
  const words = subcommand.split(" ")
  const anywhere = words.indexOf("**")
  return {
    before: (anywhere < 0 ? words : words.slice(0, anywhere)).map(wordTest),
    after: anywhere < 0 ? undefined : words.slice(anywhere + 1).map(wordTest),
  }
}

function wordTest(word: string): IsWord {
  if (word === "*") return () => true
  const choices = choicesOf(word)
  if (choices) {
    const known = new Set(choices)
    return (operand) => known.has(operand)
  }
  return (operand) => operand === word || ownGlob(word)(operand)
}

/** The words that it stands for, where it is no glob. */
function choicesOf(word: string): string[] | undefined {
  const choices = word.match(/^\{([^{}*]*)\}$/)?.[1]
  if (choices !== undefined) return choices.split(",")
  return /[*{]/.test(word) ? undefined : [word]
}
