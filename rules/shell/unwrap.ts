// What a program executes for its caller: the command behind sudo, the script of `sh -c`, what find and xargs run.
import { parseArguments } from "../programs/parse-arguments.ts"
import { type Program, programOf, subprogramOf } from "../programs/program-table.ts"
import { isOfWindows, runOfWindows } from "../windows/run-of-windows.ts"
import { embeddedScripts } from "./embedded-scripts.ts"
import { fedBy } from "./fed-by.ts"
import { followProgram } from "./follow-program.ts"
import { runImage } from "./run-image.ts"
import { runInterpreter } from "./run-interpreter.ts"
import { isListed, isShell, runFed, runShell } from "./run-shell.ts"
import { runHandedOn, runWrapped } from "./run-wrapped.ts"
import { doubtSetup, SETUP_TEXT } from "./setup-text.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { unwrapFd, unwrapFind } from "./unwrap-find.ts"
import { unwrapParallel } from "./unwrap-parallel.ts"
import { unwrapXargs } from "./unwrap-xargs.ts"
import type { Walk } from "./walk.ts"

/** @returns what is printed, when something was unwrapped and that can be told. */
export function unwrap(
  program: string,
  argv: readonly string[],
  state: ShellState,
  walk: Walk,
): string | undefined {
  const words = argv.slice(1)
  if (isShell(program)) return runShell(program, words, state, walk)
  if (isOfWindows(program, words)) return runOfWindows(program, words, state, walk)
  switch (program) {
    case "eval":
      doubtSetup(words.length === 1 && words[0] === SETUP_TEXT, words, state, walk)
      if (isListed(words.join(" "), state)) walk.report({ argv, traits: ["unresolved-code"] }, state)
      return walk.runScript(
        words.filter((word, index) => index > 0 || word !== "--").join(" "),
        state,
        "eval",
      )
    case "source":
    case ".":
      doubtSetup(
        words.length === 1,
        words.map((word) => fedBy(word, walk)),
        state,
        walk,
      )
      return runFed(words[0], state, walk, program)
    case "find":
      return unwrapFind(words, state, walk)
    case "fd":
    case "fdfind":
      return unwrapFd(words, state, walk)
    case "xargs":
      return unwrapXargs(words, state, walk)
    case "parallel":
      return unwrapParallel(words, state, walk)
    default:
      return unwrapListed(program, words, state, walk)
  }
}

function unwrapListed(
  program: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): string | undefined {
  followProgram(program, words, state, walk)
  const [, ofGit] = program.match(/^git-([a-z-]+)$/) ?? []
  if (ofGit !== undefined && ofGit !== "setting")
    return walk.execute(["git", ofGit, ...words], state, program)
  const sub = subprogramOf(program, words)
  const spec = sub?.spec ?? programOf(program)
  const own = sub ? after(sub.operands.slice(0, sub.depth), words) : words
  const scripts = [...scriptsOf(spec, own), ...(sub ? scriptsOf(programOf(program), words) : [])]
  for (const script of [...scripts, ...embeddedScripts(program, words)]) {
    walk.runScript(script, fork(state), `argument of ${program}`)
  }
  if (spec.code.length + spec.loads.length > 0 || spec.codeOperand)
    runInterpreter(program, spec, own, state, walk)
  if (sub) runImage(sub, own, state, walk)
  runHandedOn(program, words, state, walk)
  return runWrapped(sub?.name ?? program, spec, own, state, walk)
}

/** The words behind those of the subcommand. */
function after(subcommand: readonly string[], words: readonly string[]): readonly string[] {
  return subcommand.reduce((rest, word) => rest.slice(rest.indexOf(word) + 1), words)
}

function scriptsOf(spec: Program, words: readonly string[]): string[] {
  if (spec.scripts.length === 0 && !spec.operandScripts) return []
  const { flags, operands } = parseArguments(words, spec)
  const scripts = flags.flatMap(({ name, value }) =>
    value !== undefined && spec.scripts.includes(name) ? [value] : [],
  )
  return spec.operandScripts ? [...scripts, ...operands.map(packageScript)] : scripts
}

/** `npm:build` is short for `npm run build`. */
function packageScript(operand: string): string {
  return operand.replace(/^(npm|pnpm|yarn|bun|node|deno):(?=[^/])/, "$1 run ")
}
