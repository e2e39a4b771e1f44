// An interpreter as a program: code in an argument or on standard input, or a script that is one of ours.
import { UNKNOWN } from "../execution.ts"
import { decodeText } from "../programs/decode-text.ts"
import { type Flag, parseArguments } from "../programs/parse-arguments.ts"
import { programName } from "../programs/program-name.ts"
import type { Program } from "../programs/program-table.ts"
import { scanInterpreterCode } from "../programs/scan-interpreter-code.ts"
import { scanUnreadCode } from "../programs/scan-unread-code.ts"
import { fedBy } from "./fed-by.ts"
import { isUnnamed } from "./is-unnamed.ts"
import { runInterpreterFile } from "./run-script-file.ts"
import { isListed } from "./run-shell.ts"
import type { ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
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
  const loaded = flags.filter(({ name }) => spec.loads.includes(name))
  if (spec.codeOperand && loaded.every(({ name }) => !/^(-f|--file)$/.test(name)))
    code.push(...operands.splice(0, 1))
  for (const { value = "" } of loaded) runLoaded(program, spec, value, state, walk)
  if (isUnseen(code, loaded, flags, state) || mayHoldCode(program, code, words, state))
    refuse(program, state, walk)
  for (const text of code) scanCode(program, spec, text, operands, state, walk)
  if (code.length > 0) return
  const module = words.indexOf("-m")
  if (/^(python|pypy)/.test(program) && module >= 0) {
    walk.execute(words.slice(module + 1), state, `module of ${program}`)
    return
  }
  if (loaded.length > 0 && spec.codeOperand) return // awk -f: what it is fed is data
  const [script, ...rest] = operands
  if (script?.startsWith("/dev/fd/"))
    runInput(program, rest, { ...state, input: fedBy(script, walk) }, walk, spec.language)
  if (script === undefined || script === "-" || script === "/dev/stdin") {
    if (spec.codeInput || script !== undefined) runInput(program, rest, state, walk, spec.language)
  } else if (isUnnamed(script)) refuse(program, state, walk)
  else {
    runInterpreterFile(program, script, rest, state, walk)
    for (const text of spec.language ? textsOf(script, state, walk) : [])
      scanUnreadCode(program, spec.language ?? "", text, state, walk)
  }
  if (script !== undefined && ["ralex", "opencode"].includes(programName(script, state.cwd)))
    walk.execute(operands, state, `script of ${program}`)
}

function isUnseen(
  code: readonly string[],
  loaded: readonly Flag[],
  flags: readonly Flag[],
  state: ShellState,
): boolean {
  return (
    code.some((text) => text === UNKNOWN || isListed(text, state)) ||
    loaded.some(({ value = "" }) => isUnnamed(value)) ||
    flags.some(({ name }) => name.includes(UNKNOWN) && state.listed !== undefined)
  )
}

/** After these options no other is read. */
const LAST = /^-[a-zA-Z]*c/

/** `xargs node -e code`: a word of the list may be another `-e`, unless `--` or the interpreter ends its options. */
function mayHoldCode(
  program: string,
  code: readonly string[],
  words: readonly string[],
  { listed }: ShellState,
): boolean {
  if (!listed?.includes(UNKNOWN)) return false
  const end = words.indexOf("--")
  const options = end < 0 ? words : words.slice(0, end)
  if (/^(python|pypy)/.test(program) && options.some((word) => LAST.test(word))) return false
  // perl -pi -e edits the files of the list.
  if (/awk$/.test(program) || options.some((word) => /^-\w*[pni]/.test(word))) return false
  return code.length > 0 && options.includes(UNKNOWN)
}

/**
 * Code on standard input, or from a substitution.
 * @param language One that the scan of interpreters' code does not know.
 */
export function runInput(
  program: string,
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
  language?: string,
): void {
  const { input } = state
  if (input === "") return
  // What only begins with something unknown may still be arithmetic: `echo "$x 2 * p" | dc`.
  const unseen = language === undefined ? input.startsWith(UNKNOWN) : input.trim() === UNKNOWN
  if (unseen || walk.decoded.has(input.trim()))
    walk.report({ argv: [program], traits: ["input-as-script"] }, state)
  scanInterpreterCode(program, input, operands, state, walk)
  if (language !== undefined) scanUnreadCode(program, language, input, state, walk)
}

function scanCode(
  program: string,
  { language }: Program,
  code: string,
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  scanInterpreterCode(program, code, operands, state, walk)
  if (language === undefined) return
  // A document whose name stands where its text could.
  for (const text of [code, ...textsOf(code, state, walk)])
    scanUnreadCode(program, language, text, state, walk)
}

/** What an option names: a substitution, standard input, or an address that holds the code itself. */
function runLoaded(program: string, spec: Program, value: string, state: ShellState, walk: Walk): void {
  if (value.startsWith("/dev/fd/"))
    runInput(program, [], { ...state, input: fedBy(value, walk) }, walk, spec.language)
  else if (value === "-" || value === "/dev/stdin") runInput(program, [], state, walk, spec.language)
  const [, encoding, data] = value.match(/^data:[^,]*?(;base64)?,(.*)$/s) ?? []
  if (data === undefined) return
  const code = encoding === undefined ? decodeURIComponentSafely(data) : decodeText(data, "base64")
  if (code === undefined) refuse(program, state, walk)
  else scanCode(program, spec, code, [], state, walk)
}

function decodeURIComponentSafely(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function refuse(program: string, state: ShellState, walk: Walk): void {
  walk.report({ argv: [program], traits: ["unresolved-code"] }, state)
}
