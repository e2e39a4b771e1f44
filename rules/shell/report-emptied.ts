// Files that a command leaves empty: `: > file`, `truncate file`, `cp /dev/null file`. To empty is to delete.
import type { Redirection } from "unbash"
import { parseArguments } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { evaluateText } from "./evaluate-word.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** @param output What the command prints; only when that is nothing does its redirection empty a file. */
export function reportEmptied(
  redirects: readonly Redirection[],
  output: string,
  state: ShellState,
  walk: Walk,
): void {
  if (output.trim() !== "") return
  for (const redirect of redirects) {
    if (redirect.type === "Redirect" && redirect.target && /^(>|>\||&>)$/.test(redirect.operator))
      report(evaluateText(redirect.target, state, walk), state, walk)
  }
}

/** What a program empties by its operands. */
export function reportEmptiedBy(
  program: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  for (const target of emptiedBy(program, words, state)) report(target, state, walk)
}

const EMPTIES = new Set(["truncate", "tee", "cp", "install", "dd"])

function emptiedBy(program: string, words: readonly string[], state: ShellState): string[] {
  if (!EMPTIES.has(program)) return []
  const { flags, operands } = parseArguments(words, programOf(program))
  switch (program) {
    case "truncate":
      return operands
    case "tee":
      return state.input.trim() === "" && !flags.some(({ name }) => /^(-a|--append)$/.test(name))
        ? operands
        : []
    case "cp":
    case "install":
      return operands[0] === "/dev/null" ? operands.slice(1) : []
    case "dd":
      return words.includes("if=/dev/null")
        ? words.flatMap((word) => word.match(/^of=(.+)$/s)?.[1] ?? [])
        : []
    default:
      return []
  }
}

function report(target: string, state: ShellState, walk: Walk): void {
  const effect = { access: "empty", target, recursive: false, cwd: state.cwd } as const
  walk.report({ effects: [effect] }, { ...state, origin: "emptied" })
}
