// Programs that run another once for each item of a list: find and parallel.
import { type Access, UNKNOWN } from "../execution.ts"
import { type OptionStyle, splitLeading } from "../programs/parse-arguments.ts"
import { findTargets } from "./find-targets.ts"
import { foundBy } from "./output-of.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

const PARALLEL: OptionStyle = {
  values: [
    "-j",
    "--jobs",
    "-I",
    "-n",
    "-N",
    "-a",
    "--colsep",
    "--delay",
    "--timeout",
    "--joblog",
    "--retries",
  ],
  singleDash: false,
}

export function unwrapFind(words: readonly string[], state: ShellState, walk: Walk): string {
  const targets = findTargets(words)
  if (outsideExec(words).includes("-delete")) reportTargets("delete", targets, state, walk)
  words.forEach((word, index) => {
    if (/^-(fprint0?|fls|fprintf)$/.test(word))
      reportTargets("write", words.slice(index + 1, index + 2), state, walk)
    if (!/^(-(exec|execdir|ok|okdir)|-[xX]|--exec|--exec-batch)$/.test(word)) return
    const rest = words.slice(index + 1)
    const end = rest.findIndex((part, at) => part === ";" || (part === "+" && rest[at - 1] === "{}"))
    const command = end < 0 ? rest : rest.slice(0, end)
    // Each root with its pattern is tried alone: one command on all of them would hide none, but say less.
    for (const target of targets) runWith(command, target, state, walk, "find -exec")
  })
  return foundBy(words)
}

/** The words of find itself, without those of the commands it is to run. */
function outsideExec(words: readonly string[]): string[] {
  let inside = false
  return words.filter((word) => {
    if (/^-(exec|ok)/.test(word)) inside = true
    else if (inside && (word === ";" || word === "+")) inside = false
    return !inside
  })
}

export function unwrapParallel(words: readonly string[], state: ShellState, walk: Walk): string {
  const { rest } = splitLeading(words, PARALLEL)
  const separator = rest.findIndex((word) => /^:::[:+]?$/.test(word))
  const command = separator < 0 ? rest : rest.slice(0, separator)
  const items =
    separator < 0
      ? itemsOf(state.input, /\n/)
      : rest.slice(separator + 1).filter((word) => !/^:::/.test(word))
  const inner = { ...state, input: "" }
  if (command.length === 0 && separator < 0 && state.input === "") return UNKNOWN
  for (const item of items) {
    const placed = command.some((word) => word.includes("{}"))
      ? replaceIn(command, "{}", item)
      : [...command, item]
    const [first = "", ...others] = placed
    if (others.length === 0 || /\s/.test(first)) walk.runScript(placed.join(" "), inner, "parallel")
    else walk.execute(placed, inner, "parallel")
  }
  return UNKNOWN
}

function itemsOf(input: string, separator: RegExp): string[] {
  const items = input.split(separator).filter((item) => item !== "")
  return items.length > 0 ? items : [UNKNOWN]
}

function runWith(
  command: readonly string[],
  target: string,
  state: ShellState,
  walk: Walk,
  origin: string,
): void {
  if (command.length > 0) walk.execute(replaceIn(command, "{}", target), fork(state), origin)
}

function replaceIn(command: readonly string[], placeholder: string, value: string): string[] {
  return command.map((word) => (placeholder === "" ? word : word.replaceAll(placeholder, () => value)))
}

function reportTargets(access: Access, targets: readonly string[], state: ShellState, walk: Walk): void {
  const effects = targets.map((target) => ({
    access,
    target,
    recursive: access === "delete",
    cwd: state.cwd,
  }))
  walk.report({ argv: ["find"], effects }, { ...state, origin: `find -${access}` })
}
