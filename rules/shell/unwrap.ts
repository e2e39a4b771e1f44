// What a program executes for its caller: the command behind sudo, the script of `sh -c`, what find and xargs run.
import { UNKNOWN } from "../execution.ts"
import { parseArguments, splitLeading } from "../programs/parse-arguments.ts"
import { programName } from "../programs/program-name.ts"
import { listedProgram, type Program, programOf } from "../programs/program-table.ts"
import { scanInterpreterCode } from "../programs/scan-interpreter-code.ts"
import { setPositional } from "./positional.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { unwrapEmbedded } from "./unwrap-embedded.ts"
import { unwrapFind, unwrapParallel, unwrapXargs } from "./unwrap-lists.ts"
import type { Walk } from "./walk.ts"

const SHELLS = new Set(["sh", "bash", "zsh", "dash", "ksh", "mksh", "ash", "fish", "rbash"])

/** @returns what is printed, when something was unwrapped. */
export function unwrap(
  program: string,
  argv: readonly string[],
  state: ShellState,
  walk: Walk,
): string | undefined {
  const words = argv.slice(1)
  if (SHELLS.has(program)) return runShell(program, words, state, walk)
  switch (program) {
    case "eval":
      return walk.runScript(words[0] === "--" ? words.slice(1).join(" ") : words.join(" "), state, "eval")
    case "source":
    case ".":
      return runFed(words[0], state, walk, program)
    case "find":
    case "fd":
      return unwrapFind(words, state, walk)
    case "xargs":
      return unwrapXargs(words, state, walk)
    case "parallel":
      return unwrapParallel(words, state, walk)
  }
  return runListed(program, words, state, walk) ?? unwrapEmbedded(program, words, state, walk)
}

function runListed(
  program: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): string | undefined {
  const pair = words.find((word) => !word.startsWith("-"))
  const listed = pair === undefined ? undefined : listedProgram(`${program} ${pair}`)
  if (listed && pair !== undefined) {
    return runWrapped(`${program} ${pair}`, listed, words.slice(words.indexOf(pair) + 1), state, walk)
  }
  return runWrapped(program, programOf(program), words, state, walk)
}

function runWrapped(name: string, spec: Program, words: readonly string[], state: ShellState, walk: Walk) {
  const { flags, rest } = spec.wraps
    ? splitLeading(words, spec)
    : { flags: parseArguments(words, spec).flags, rest: [] }
  const outputs = flags.flatMap(({ name: flag, value }) => {
    if (value === undefined) return []
    if (spec.scripts.includes(flag)) return [walk.runScript(value, fork(state), `${name} ${flag}`)]
    if (spec.code.includes(flag)) scanInterpreterCode(value, rest, state, walk)
    return []
  })
  if (!spec.wraps) {
    runInterpreterInput(spec, words, flags.length, state, walk)
    return outputs.at(-1)
  }
  const inner = rest.slice(takeAssignments(rest, state)).slice(spec.wraps.skip)
  const place = spec.wraps.remote ? { ...state, cwd: UNKNOWN } : state
  if (inner.length === 0) return outputs.at(-1)
  return spec.wraps.joined ? walk.runScript(inner.join(" "), place, name) : walk.execute(inner, place, name)
}

/** `env A=b program`: the assignments hold for what follows. */
function takeAssignments(words: readonly string[], state: ShellState): number {
  const first = words.findIndex((word) => !/^[\w-]+=/.test(word))
  const count = first < 0 ? words.length : first
  for (const word of words.slice(0, count)) {
    const equals = word.indexOf("=")
    state.variables.set(word.slice(0, equals), word.slice(equals + 1))
  }
  return count
}

/** `node script.js`, and `python <<EOF`. */
function runInterpreterInput(
  spec: Program,
  words: readonly string[],
  flags: number,
  state: ShellState,
  walk: Walk,
): void {
  if (spec.code.length === 0) return
  const [script, ...rest] = parseArguments(words, spec).operands
  if (script !== undefined && script !== "-") {
    if (programName(script) === "ralex" || programName(script) === "opencode")
      walk.execute([script, ...rest], state, "script")
    return
  }
  if (state.input !== "" && (flags === 0 || script === "-")) scanInterpreterCode(state.input, [], state, walk)
}

function runShell(shell: string, words: readonly string[], state: ShellState, walk: Walk): string {
  const { flags, operands } = parseArguments(words, programOf(shell))
  const script = flags.find((flag) => flag.name === "-c")
  if (script) {
    const [text = "", ...rest] = script.value === undefined ? operands : [script.value, ...operands]
    const inner = fork(state)
    setPositional(inner, rest.slice(1))
    return walk.runScript(text, inner, `${shell} -c`)
  }
  return runFed(flags.some((flag) => flag.name === "-s") ? undefined : operands[0], state, walk, shell)
}

/** A shell that reads its script from what it is fed, or from a substitution such as `<(curl …)`. */
function runFed(file: string | undefined, state: ShellState, walk: Walk, name: string): string {
  if (file === undefined || file === "-" || file === "/dev/stdin") {
    return state.input === "" ? "" : walk.runScript(state.input, { ...state, input: "" }, `input of ${name}`)
  }
  if (file.startsWith("/dev/fd/")) return walk.runScript(UNKNOWN, state, `input of ${name}`)
  return UNKNOWN
}
