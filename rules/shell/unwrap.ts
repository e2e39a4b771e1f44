// What a program executes for its caller: the command behind sudo, the script of `sh -c`, what find and xargs run.
import { programOf, subprogramOf } from "../programs/program-table.ts"
import { isOfWindows, runOfWindows } from "../windows/run-of-windows.ts"
import { refuseFedRecipes, runBehind, scriptsInOptions } from "./command-options.ts"
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
    case "gfind":
    case "bfs":
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
  if (program.startsWith("git-") && program !== "git-setting" && /^git-[a-z-]+$/.test(program))
    return walk.execute(["git", program.slice("git-".length), ...words], state, program)
  const sub = subprogramOf(program, words)
  const spec = sub?.spec ?? programOf(program)
  const own = sub ? after(sub.operands.slice(0, sub.depth), words) : words
  const general = sub ? programOf(program) : undefined
  const scripts = [...scriptsInOptions(spec, own), ...(general ? scriptsInOptions(general, words) : [])]
  for (const script of [...scripts, ...embeddedScripts(program, words)]) {
    walk.runScript(script, fork(state), `argument of ${program}`)
  }
  for (const told of general ? [spec, general] : [spec]) {
    runBehind(told, words, state, walk)
    refuseFedRecipes(told, words, state, walk)
  }
  if (spec.code.length + spec.loads.length > 0 || spec.codeOperand || spec.language)
    runInterpreter(program, spec, own, state, walk)
  if (sub) runImage(sub, own, state, walk)
  runHandedOn(program, words, state, walk)
  return runWrapped(sub?.name ?? program, spec, own, state, walk)
}

/** The words behind those of the subcommand. */
function after(subcommand: readonly string[], words: readonly string[]): readonly string[] {
  return subcommand.reduce((rest, word) => rest.slice(rest.indexOf(word) + 1), words)
}
