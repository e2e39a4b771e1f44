// The shells of Windows as programs, and their own commands where a tool hands them to another shell.
import type { ShellState } from "../shell/shell-state.ts"
import type { Walk } from "../shell/walk.ts"
import { CMDLETS } from "./cmdlets.ts"
import { runCmd, runCmdBuiltin } from "./run-cmd.ts"
import { runCmdlet, runPowerShell } from "./run-powershell.ts"

/** Of cmd's commands those that no other system has, or that are written in its way. */
function isCmdBuiltin(program: string, words: readonly string[]): boolean {
  if (program === "del" || program === "erase" || program === "rd") return true
  return program === "rmdir" && words.some((word) => /^\/[sq]$/i.test(word))
}

/** The table of programs knows what they send. */
const KNOWN = /^invoke-(webrequest|restmethod)$/

export function isOfWindows(program: string, words: readonly string[]): boolean {
  return (
    /^(powershell|pwsh|cmd)$/.test(program) ||
    (Object.hasOwn(CMDLETS, program) && !KNOWN.test(program)) ||
    isCmdBuiltin(program, words)
  )
}

export function runOfWindows(
  program: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): string | undefined {
  if (program === "cmd") return runCmd(words, state, walk)
  if (program === "powershell" || program === "pwsh") return runPowerShell(words, state, walk)
  if (isCmdBuiltin(program, words)) {
    const dashed = words.some((word) => /^-/.test(word))
    if (dashed) runCmdlet("remove-item", words, undefined, state, walk)
    else runCmdBuiltin(program, words, state, walk)
  } else runCmdlet(program, words, undefined, state, walk)
  return undefined
}
