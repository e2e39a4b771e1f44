// What make and the package managers run out of a Makefile or a package.json that was written in this session.
import { posix } from "node:path"
import { type ParsedArguments, parseArguments } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { makeCommands } from "./read-makefile.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import type { Walk } from "./walk.ts"

const MAKEFILES = ["GNUmakefile", "makefile", "Makefile"]

export function followMakefile({ flags, operands }: ParsedArguments, state: ShellState, walk: Walk): void {
  const value = (...names: string[]) => flags.findLast(({ name }) => names.includes(name))?.value
  const inner = movedTo(value("-C", "--directory"), state)
  const named = value("-f", "--file", "--makefile")
  const goals = operands.filter((operand) => !operand.includes("="))
  const set = new Map(
    operands.flatMap((operand) => {
      const equals = operand.indexOf("=")
      return equals < 0
        ? []
        : [[operand.slice(0, equals).replace(/:+$/, ""), operand.slice(equals + 1)] as const]
    }),
  )
  for (const file of named === undefined ? MAKEFILES : [named])
    for (const text of textsOf(file, inner, walk))
      for (const command of makeCommands(text, goals, set))
        walk.runScript(command, fork(inner), `script ${posix.basename(file)}`)
}

/** Scripts that are run without being named. */
const OF_INSTALL = ["preinstall", "install", "postinstall", "prepublish", "prepare"]
const INSTALLS = /^(install|i|ci|add|update|up|upgrade|)$/
const RUNS = new Set(["run", "run-script", "rum", "urn"])
const SHORT = new Set(["test", "t", "tst", "start", "stop", "restart"])

export function followPackageScripts(
  program: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  const { flags, operands } = parseArguments(words, programOf(program))
  const directory = flags.find(({ name }) => ["-C", "--prefix", "--cwd", "--dir"].includes(name))?.value
  const inner = movedTo(directory, state)
  const names = scriptsRun(program, operands)
  for (const text of names.length > 0 ? textsOf("package.json", inner, walk) : [])
    for (const command of scriptsOf(text, names)) walk.runScript(command, fork(inner), "script package.json")
}

/** Commands of bun's own, which a script of that name does not take the place of. */
const OF_BUN =
  /^(test|build|x|exec|create|init|link|unlink|publish|pm|outdated|audit|patch|remove|repl|info|why)$/

function scriptsRun(program: string, [first = "", second]: readonly string[]): string[] {
  const withHooks = (name: string) => [`pre${name}`, name, `post${name}`]
  if (RUNS.has(first)) return second === undefined ? [] : withHooks(second)
  if (program === "bun" && OF_BUN.test(first)) return []
  if (SHORT.has(first)) return withHooks(first.startsWith("t") ? "test" : first)
  if (INSTALLS.test(first) && (first !== "" || program === "yarn")) return OF_INSTALL
  // `yarn build`, `pnpm build`, `bun build` would be a script's name; npm knows none of them.
  return program === "npm" || first === "" ? [] : withHooks(first)
}

function scriptsOf(text: string, names: readonly string[]): string[] {
  try {
    const { scripts } = JSON.parse(text)
    return names.flatMap((name) => (typeof scripts?.[name] === "string" ? [scripts[name]] : []))
  } catch {
    return [] // nor could the package manager read it
  }
}

function movedTo(directory: string | undefined, state: ShellState): ShellState {
  if (directory === undefined) return fork(state)
  return fork(state, { cwd: posix.resolve(state.cwd, directory) })
}
