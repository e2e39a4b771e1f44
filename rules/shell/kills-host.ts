// Whether a command ends the process that OpenCode runs in, and the guard with it.
import { type Execution, UNKNOWN } from "../execution.ts"
import type { ShellState } from "./shell-state.ts"

const FINDS = /^(pgrep|pidof|ps|lsof|fuser|ss|grep)$/
const HOST = /opencode|ralex/i

export function killsHost(
  { program, arguments: { operands }, argv }: Execution,
  { wordsFrom, inputFrom, origin }: ShellState,
): boolean {
  if (program !== "kill" || argv.includes("-0") || argv.includes("-l")) return false
  if (operands.some((word) => word === PARENT || word === `-${PARENT}`)) return true
  const makers = [...(wordsFrom ?? []), ...(origin === "xargs" ? (inputFrom ?? []) : [])]
  return (
    operands.some((word) => word.includes(UNKNOWN)) &&
    makers.some(
      (maker) => FINDS.test(maker.program) && maker.arguments.operands.some((word) => HOST.test(word)),
    )
  )
}

/** What stands for the number of the shell's parent, which is OpenCode. */
export const PARENT = "PPID"
