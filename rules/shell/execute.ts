// Records one execution and follows what it executes in turn: functions, builtins, wrappers, shells, interpreters.
import { posix } from "node:path"
import { type Trait, UNKNOWN } from "../execution.ts"
import { programName } from "../programs/program-name.ts"
import { executeBuiltin } from "./execute-builtin.ts"
import { noteMadeNames } from "./made-names.ts"
import { outputOf } from "./output-of.ts"
import { seemingScripts } from "./plain-words.ts"
import { setPositional } from "./positional.ts"
import { reportEmptiedBy } from "./report-emptied.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { TooComplex } from "./too-complex.ts"
import { unwrap } from "./unwrap.ts"
import type { Walk } from "./walk.ts"

/** Wrappers in wrappers, functions in functions: people stay below 5. */
const MAXIMUM_DEPTH = 24

export function execute(argv: readonly string[], state: ShellState, origin: string, walk: Walk): string {
  walk.budget.spend(1 + argv.length)
  if (state.depth > MAXIMUM_DEPTH) throw new TooComplex("its wrappers are nested too deeply")
  const program = programName(argv[0] ?? "", state.cwd)
  walk.report({ argv, traits: traitsOf(program, argv, state, walk) }, { ...state, origin })
  // Deeper, a word with blanks comes from an expansion, and nobody tidies it.
  for (const script of state.depth === 0 ? seemingScripts(argv) : [])
    walk.runScript(script, fork(state, { depth: state.depth + 1 }), "seeming command")
  const called = callFunction(argv, state, walk) ?? callByNewName(argv, state, walk)
  noteMadeNames(program, argv.slice(1), state, walk)
  reportEmptiedBy(program, argv.slice(1), state, walk)
  if (executeBuiltin(program, argv, state, walk)) return called ?? outputOf(argv, state, walk)
  const derived = unwrap(program, argv, fork(state, { depth: state.depth + 1 }), walk)
  return called ?? derived ?? outputOf(argv, state, walk)
}

function callFunction(argv: readonly string[], state: ShellState, walk: Walk): string | undefined {
  const name = argv[0] ?? ""
  const body = state.functions.get(name)?.body
  if (!body) return undefined
  // Without its own name a function that calls itself ends here; each round would do the same.
  const inner = fork(state, { depth: state.depth + 1, origin: `function ${name}` })
  inner.functions.delete(name)
  setPositional(inner, argv.slice(1))
  const output = walk.runNode(body, inner)
  state.cwd = inner.cwd
  return output
}

/** `cp /bin/rm x; ./x -rf …`: what runs is rm. */
function callByNewName(argv: readonly string[], state: ShellState, walk: Walk): string | undefined {
  const { programs } = walk.made
  const name = posix.basename(argv[0] ?? "")
  const words = programs.get(name)
  if (!words) return undefined
  programs.delete(name) // an alias that calls itself means the program
  const output = walk.execute([...words, ...argv.slice(1)], fork(state, { depth: state.depth + 1 }), name)
  programs.set(name, words)
  return output
}

/** A word that only the input of xargs or parallel tells, where the program still reads options. */
function mayBeOption(argv: readonly string[], { listed }: ShellState): boolean {
  if (!listed?.includes(UNKNOWN)) return false
  const end = argv.indexOf("--")
  return (end < 0 ? argv : argv.slice(0, end)).includes(UNKNOWN, 1)
}

function traitsOf(program: string, argv: readonly string[], state: ShellState, walk: Walk): Trait[] {
  const traits: Trait[] = []
  if (CONSOLE_CODE.test(argv[0] ?? "")) traits.push("console-code")
  // An alias is only defined here: what is unknown in it does not run now.
  if (program === UNKNOWN && state.origin !== "alias")
    traits.push(state.origin.startsWith("input of") ? "input-as-script" : "unresolved-program")
  const { listed, given } = state
  if (listed?.includes(argv[0] ?? "") && !given && program !== UNKNOWN) traits.push("unresolved-code")
  if (mayBeOption(argv, state)) traits.push("listed-word")
  if (program === "kill" && argv.slice(2).includes("-1")) traits.push("kill-all")
  if (program === "printenv" && argv.slice(1).some((name) => walk.context.secretVariables.includes(name))) {
    traits.push("secret-variable")
  }
  return traits
}

/** A method's name behind an object's, both without a slash: no program is called so. */
const CONSOLE_CODE =
  /^[a-z]\w*(?:\.\w+)*\.(?:delete(?:_?(?:one|many|all|index))?|drop(?:_?(?:database|collection|index|indexes))?|destroy(?:_?all)?|clear_?objects|truncate|purge|refund)$/i
