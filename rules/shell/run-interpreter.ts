// An interpreter as a program: code in an argument or on standard input, or a script that is one of ours.
import { parseArguments } from "../programs/parse-arguments.ts"
import { programName } from "../programs/program-name.ts"
import type { Program } from "../programs/program-table.ts"
import { scanInterpreterCode } from "../programs/scan-interpreter-code.ts"
import { runInterpreterFile } from "./run-script-file.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

export function runInterpreter(
  program: string,
  spec: Program,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  const { flags, operands } = parseArguments(words, spec)
  const code = flags.filter((flag) => spec.code.includes(flag.name)).flatMap(({ value }) => value ?? [])
  if (spec.codeOperand) code.push(...operands.splice(0, 1))
  for (const text of code) scanInterpreterCode(program, text, operands, state, walk)
  if (code.length > 0) return
  const module = words.indexOf("-m")
  if (/^(python|pypy)/.test(program) && module >= 0) {
    walk.execute(words.slice(module + 1), state, `module of ${program}`)
    return
  }
  const [script, ...rest] = operands
  if (script === undefined || script === "-") {
    if (state.input !== "") scanInterpreterCode(program, state.input, rest, state, walk)
    return
  }
  runInterpreterFile(program, script, rest, state, walk)
  if (["ralex", "opencode"].includes(programName(script, state.cwd)))
    walk.execute(operands, state, `script of ${program}`)
}
