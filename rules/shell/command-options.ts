// Shell scripts in a program's options, as the table of programs tells them: of their own, behind `|`, behind a flag with
// which all that follows is a command, and as the value of a setting.
import { parseArguments } from "../programs/parse-arguments.ts"
import type { Program } from "../programs/program-table.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** Standard input, or what stands for a substitution. */
export const STANDARD_INPUT = /^(-|\/dev\/stdin|\/dev\/fd\/.*|\/proc\/self\/fd\/.*)$/

export function scriptsInOptions(spec: Program, words: readonly string[]): string[] {
  if (!(spec.scripts.length > 0 || spec.pipes.length > 0 || spec.settings || spec.operandScripts)) return []
  const { flags, operands } = parseArguments(words, spec)
  const scripts = flags.flatMap(({ name, value }) => {
    if (value === undefined) return []
    if (spec.scripts.includes(name)) return [value]
    if (spec.pipes.includes(name)) return value.match(/^\s*[|!](.*)$/s)?.[1] ?? []
    return spec.settings?.flags.includes(name) ? settingOf(value, spec.settings.commands) : []
  })
  return spec.operandScripts ? [...scripts, ...operands.map(packageScript)] : scripts
}

/** `npm:build` is short for `npm run build`, and `npm:build:*` for all whose names begin so. */
function packageScript(operand: string): string {
  const [, manager, names] = operand.match(/^(npm|pnpm|yarn|bun|node|deno):([\w:*!()|-]+)$/) ?? []
  if (manager && names?.includes("*")) return `${manager} run '${names.replaceAll("*", "all")}'`
  return operand.replace(/^(npm|pnpm|yarn|bun|node|deno):(?=[^/])/, "$1 run ")
}

/** `key="program argument"`, `key=["program", "argument"]`, `key=program;argument`. */
function settingOf(written: string, commands: RegExp): string[] {
  const [, key = "", value = ""] = written.match(/^([^=]+?)\s*=\s*(.*)$/s) ?? []
  if (!commands.test(key.replace(/:\w+$/, "")) && !commands.test(key)) return []
  const list = value.match(/^\[(.*)\]$/s)?.[1]?.replace(/["',]/g, " ")
  return [
    (list ?? value).replace(/^(["'])(.*)\1$/s, "$2").replace(/^!|;/g, (end) => (end === ";" ? " " : "")),
  ]
}

/** Words behind a flag that says that all of them are a command: one is a script, several a program and its arguments. */
export function runBehind(
  { behind }: Program,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  if (behind.length === 0) return
  const at = words.findIndex((word) => behind.includes(word))
  const rest = at < 0 ? [] : words.slice(at + 1)
  const inner = fork(state)
  if (rest.length > 1) walk.execute(rest, { ...inner }, "command of a terminal")
  if (rest.length > 0) walk.runScript(rest.join(" "), { ...inner }, "command of a terminal")
}

/** A file that says what to run, and is none: `make -f -`. */
export function refuseFedRecipes(
  spec: Program,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  if (spec.recipes.length === 0) return
  const { flags } = parseArguments(words, spec)
  if (flags.some(({ name, value }) => spec.recipes.includes(name) && STANDARD_INPUT.test(value ?? "")))
    walk.report({ traits: ["input-as-script"] }, state)
}
