// How many of the operands are the subcommand that a rule names: `stash drop`, `* delete-*`, `** {rm,delete}`.
import { matchesGlob } from "./paths/match-glob.ts"

/** Command lines of clouds group their commands, at most this deep: `alpha compute x y delete`. */
const MOST_GROUPS = 4

/** Behind these come names of things, not commands: `logging read delete`. No group is called so. */
const ENDS_COMMAND = /^(list|ls|describe|get|show|read|info|view|cat|help|create|update|ssh|scp|cp)$/

const split = new Map<string, string[]>()

/** Of the first pattern that matches; `**` stands for any words before the others. */
export function subcommandDepth(
  subcommands: readonly string[],
  operands: readonly string[],
): number | undefined {
  for (const subcommand of subcommands) {
    const depth = depthOf(wordsOf(subcommand), operands)
    if (depth !== undefined) return depth
  }
  return undefined
}

function depthOf(words: readonly string[], operands: readonly string[]): number | undefined {
  const anywhere = words.indexOf("**")
  if (anywhere < 0) return startsWith(words, operands) ? words.length : undefined
  const [before, after] = [words.slice(0, anywhere), words.slice(anywhere + 1)]
  if (!startsWith(before, operands)) return undefined
  const most = Math.min(before.length + MOST_GROUPS, operands.length - after.length)
  for (let start = before.length; start <= most; start++) {
    if (startsWith(after, operands.slice(start))) return start + after.length
    if (ENDS_COMMAND.test(operands[start] ?? "")) return undefined
  }
  return undefined
}

function startsWith(words: readonly string[], operands: readonly string[]): boolean {
  return words.every((word, index) => isWord(operands[index], word))
}

/** On some file systems `GIT RESET` is git reset. */
function isWord(operand: string | undefined, word: string): boolean {
  if (operand === undefined) return false
  if (word === "*") return true
  const written = operand.toLowerCase()
  return written === word || (/[*{]/.test(word) && matchesGlob(written, word))
}

function wordsOf(subcommand: string): string[] {
  const known = split.get(subcommand)
  if (known) return known
  const words = subcommand.split(" ")
  split.set(subcommand, words)
  return words
}
