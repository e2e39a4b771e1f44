// Records one execution and follows what it executes in turn: functions, builtins, wrappers, shells, interpreters.
import { posix } from "node:path"
import { type Trait, UNKNOWN } from "../execution.ts"
import { programName } from "../programs/program-name.ts"
import { executeBuiltin } from "./execute-builtin.ts"
import { noteMadeNames } from "./made-names.ts"
import { outputOf } from "./output-of.ts"
import { seemingScripts } from "./plain-words.ts"
import { isPositional, setPositional } from "./positional.ts"
import { reportEmptiedBy } from "./report-emptied.ts"
import { runAsProgram } from "./run-script-file.ts"
import { noteWrittenBy } from "./script-files.ts"
import { adopt, fork, join, mayStandIn, type ShellState } from "./shell-state.ts"
import { TooComplex } from "./too-complex.ts"
import { unwrap } from "./unwrap.ts"
import type { Walk } from "./walk.ts"

/** Wrappers in wrappers, functions in functions: people stay below 5. */
const MAXIMUM_DEPTH = 24

/** They run what they are given in this very shell, so that a `cd` in it stays. */
const IN_THIS_SHELL = new Set(["eval", "source", ".", "command", "builtin", "time", "!"])

export function execute(argv: readonly string[], state: ShellState, origin: string, walk: Walk): string {
  walk.budget.spend(1 + argv.length)
  if (state.depth > MAXIMUM_DEPTH) throw new TooComplex("its wrappers are nested too deeply")
  const program = programName(argv[0] ?? "", state.cwd)
  const here = origin === state.origin ? state : { ...state, origin }
  walk.report({ argv, traits: traitsOf(program, argv, state, walk) }, here)
  // Deeper, a word with blanks comes from an expansion, and nobody tidies it.
  for (const script of state.depth === 0 ? seemingScripts(argv) : [])
    walk.runScript(script, fork(state, { depth: state.depth + 1 }), "seeming command")
  const itself = isMade(argv[0] ?? "", state, walk) ? fork(state) : undefined
  const called = itself && callMade(argv, state, walk)
  const words = argv.slice(1)
  noteMadeNames(program, words, state, walk)
  reportEmptiedBy(program, words, state, walk)
  noteWrittenBy(program, argv, state, walk)
  if (itself === undefined || called === undefined) return executeProgram(program, argv, state, walk)
  // Which of the two it is depends on where the name was made: a function in a branch, an alias in a script.
  executeProgram(program, argv, itself, walk)
  join(state, [fork(state), itself])
  return called
}

function isMade(name: string, { functions }: ShellState, { made }: Walk): boolean {
  if (functions.has(name) || made.aliases.has(name)) return true
  return made.programs.size > 0 && made.programs.has(posix.basename(name))
}

/** Everything that the name was given to: an alias of a subshell is forgotten, but another of that name is not. */
function callMade(argv: readonly string[], state: ShellState, walk: Walk): string | undefined {
  const before = fork(state)
  const byName = callByNewName(argv, before, walk)
  const byAlias = callAlias(argv, before, walk)
  const called = callFunction(argv, state, walk)
  if (byAlias !== undefined) join(state, [fork(state), before])
  return called ?? byAlias ?? byName
}

function executeProgram(program: string, argv: readonly string[], state: ShellState, walk: Walk): string {
  if (!argv[0]?.includes("/") && executeBuiltin(program, argv, state, walk))
    return outputOf(argv, state, walk)
  const inner = fork(state, { depth: state.depth + 1 })
  runAsProgram(argv, inner, walk)
  const derived = unwrap(program, argv, inner, walk)
  if (IN_THIS_SHELL.has(program)) adopt(state, inner)
  return derived ?? outputOf(argv, state, walk)
}

function callFunction(argv: readonly string[], state: ShellState, walk: Walk): string | undefined {
  const name = argv[0] ?? ""
  const called = state.functions.get(name)
  if (!called) return undefined
  const returned = new Set<string>()
  const own = { origin: `function ${name}`, locals: new Set<string>(), returned }
  const inner = fork(state, { depth: state.depth + 1, ...own })
  // Without its own name a function that calls itself ends here; each round would do the same.
  inner.functions.delete(name)
  setPositional(inner, argv.slice(1))
  const output = walk.runNode(called.body, inner)
  restoreOwn(inner, state)
  if (!inner.functions.has(name)) inner.functions.set(name, called)
  adopt(state, inner)
  for (const place of returned) mayStandIn(place, state)
  return output
}

/** What a function calls local, and its parameters, are its caller's again when it returns. */
function restoreOwn(inner: ShellState, caller: ShellState): void {
  const own = [...inner.variables.keys(), ...caller.variables.keys()].filter(
    (name) => isPositional(name) || inner.locals?.has(name.replace("[@]", "")),
  )
  for (const name of own) {
    const value = caller.variables.get(name)
    if (value === undefined) inner.variables.delete(name)
    else inner.variables.set(name, value)
  }
}

/** An alias is text: `alias go='echo x; rm'` makes `go y` two commands. */
function callAlias(argv: readonly string[], state: ShellState, walk: Walk): string | undefined {
  const { aliases } = walk.made
  const [name = "", first, ...rest] = argv
  const text = aliases.get(name)
  if (text === undefined) return undefined
  aliases.delete(name) // an alias that calls itself means the program
  // After a blank the next word is looked up too.
  const next = first === undefined ? [] : [(/\s$/.test(text) && aliases.get(first)) || quote(first)]
  const output = walk.runScript([text, ...next, ...rest.map(quote)].join(" "), state, `alias ${name}`)
  aliases.set(name, text)
  return output
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** `cp /bin/rm x; ./x -rf …`: what runs is rm. */
function callByNewName(argv: readonly string[], state: ShellState, walk: Walk): string | undefined {
  const { programs } = walk.made
  const name = posix.basename(argv[0] ?? "")
  const words = programs.get(name)
  if (!words) return undefined
  programs.delete(name)
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

const KEY_STORE = /^(redis|valkey|keydb)-cli$/

/** `redis-cli del $(redis-cli keys '*')`, and the same in a loop. */
function takesAllKeys(program: string, { wordsFrom }: ShellState): boolean {
  if (!KEY_STORE.test(program) || !wordsFrom) return false
  return wordsFrom.some(
    (maker) => KEY_STORE.test(maker.program) && maker.argv.some((word) => /^(keys|--scan|scan)$/i.test(word)),
  )
}

function traitsOf(program: string, argv: readonly string[], state: ShellState, walk: Walk): Trait[] {
  const traits: Trait[] = []
  if (CONSOLE_CODE.test(argv[0] ?? "")) traits.push("console-code")
  // An alias is only defined here: what is unknown in it does not run now.
  if (program === UNKNOWN && state.origin !== "alias")
    traits.push(/^(input of|script) /.test(state.origin) ? "input-as-script" : "unresolved-program")
  const { listed, given } = state
  if (listed?.includes(argv[0] ?? "") && !given && program !== UNKNOWN) traits.push("unresolved-code")
  if (mayBeOption(argv, state) || takesAllKeys(program, state)) traits.push("listed-word")
  if (program === "kill" && argv.slice(2).includes("-1")) traits.push("kill-all")
  if (program === "printenv" && argv.slice(1).some((name) => walk.context.secretVariables.includes(name))) {
    traits.push("secret-variable")
  }
  return traits
}

/** A method's name behind an object's, both without a slash: no program is called so. */
const CONSOLE_CODE =
  /^[a-z]\w*(?:(?:\.|::)\w+)*\.(?:cancel|void|delete(?:_?(?:one|many|all|index))?|drop(?:_?(?:database|collection|index|indexes))?|destroy(?:_?all)?|clear_?objects|truncate|purge|refund)$/i
