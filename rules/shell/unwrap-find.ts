// What find and fd do with what they find: delete it, write lists of it, run a program on it.
import type { Access } from "../execution.ts"
import { programName } from "../programs/program-name.ts"
import { readFindExpression } from "./find-expression.ts"
import { nearTargets, targetsOf } from "./find-targets.ts"
import { replaceIn } from "./replace-in.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const READERS = /^(e|f|z)?grep$|^(cat|head|tail|file|stat|ls|wc|du|md5sum|sha\d+sum)$/

export function unwrapFind(words: readonly string[], state: ShellState, walk: Walk): string {
  const expression = readFindExpression(words)
  const targets = targetsOf(expression, false)
  // A word of a list may be an action, such as -delete; alone it is where to look.
  const free = [...expression.roots.slice(1), ...expression.stray]
  const { listed = [], given } = state
  if (!given && free.some((word) => listed.includes(word)))
    walk.report({ argv: ["find"], traits: ["unresolved-code"] }, state)
  for (const { name, words: own } of expression.actions) {
    if (name === "-delete") reportTargets("delete", targets, state, walk)
    else if (/^-f/.test(name)) reportTargets("write", own, state, walk)
    else {
      const reads = READERS.test(programName(own[0] ?? ""))
      runOnEach(own, reads ? nearTargets(expression) : targets, state, walk)
    }
  }
  return nearTargets(expression).join("\n")
}

/** `fd pattern root -x command`: what it finds is told by no more than its words. */
export function unwrapFd(words: readonly string[], state: ShellState, walk: Walk): string {
  const at = words.findIndex((word) => FD_RUNS.test(word))
  const own = at < 0 ? words : words.slice(0, at)
  const targets = fdTargets(own)
  if (at >= 0) {
    const [, short, long] = words[at]?.match(FD_RUNS) ?? []
    const attached = short || long
    const command = [...(attached ? [attached] : []), ...words.slice(at + 1)]
    const end = command.indexOf(";")
    const inner = end < 0 ? command : command.slice(0, end)
    const placed = inner.some((word) => /\{[^{}]*\}/.test(word)) ? inner : [...inner, "{}"]
    runOnEach(
      placed.map((word) => word.replace(/\{\/{0,2}\.?\}/g, "{}")),
      targets,
      state,
      walk,
    )
  }
  return targets.join("\n")
}

/** `-x rm`, `-Hxrm`, `--exec=rm`. */
const FD_RUNS = /^(?:-[HIsigaLlp0q1u]*[xX](.*)|--exec(?:-batch)?(?:=(.*))?)$/s
const FD_VALUES = /^-(e|t|d|E|S|j|c|g|-extension|-type|-max-depth|-exclude|-size|-threads|-changed-\w+)$/

/** Its first operand is a pattern, the others are roots; a pattern with nothing in it leaves all of them. */
function fdTargets(words: readonly string[]): string[] {
  const operands = words.filter(
    (word, index) => !word.startsWith("-") && !FD_VALUES.test(words[index - 1] ?? ""),
  )
  const [pattern = ".", ...roots] = operands
  const narrowed = !/^[.*^$]*$/.test(pattern) || words.some((word) => /^-(e|-extension|g|-glob)/.test(word))
  return (roots.length > 0 ? roots : ["."]).map((root) => `${root}/**${narrowed ? "/?*" : ""}`)
}

/** Each root with its pattern is tried alone: one command on all of them would hide none, but say less. */
function runOnEach(
  command: readonly string[],
  targets: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  if (command.length === 0) return
  for (const target of targets) walk.execute(replaceIn(command, "{}", target), fork(state), "find -exec")
}

function reportTargets(access: Access, targets: readonly string[], state: ShellState, walk: Walk): void {
  const recursive = access === "delete"
  const effects = targets.map((target) => ({ access, target, recursive, cwd: state.cwd }))
  walk.report({ argv: ["find"], effects }, { ...state, origin: `find -${access}` })
}
