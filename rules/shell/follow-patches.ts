// What a patch changes, where its text is known: `patch`, `git apply`, `git am`, and names in what uudecode reads.
import { posix } from "node:path"
import type { Effect } from "../execution.ts"
import type { ParsedArguments } from "../programs/parse-arguments.ts"
import type { ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import type { Walk } from "./walk.ts"

const PATCHED = /^(?:\+\+\+|---|\*\*\*|Index:|rename (?:from|to)|copy to)\s+([^\t\n]+)/gm
/** All that a binary patch and a change of mode have. */
const GIT_HEADER = /^diff --git ("?)(.+)\1$/gm

/** The files that a patch names, with any number of its folders stripped. */
export function followPatch(
  _: readonly string[],
  { flags, operands }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const named = flags.flatMap(({ name, value = "" }) => (/^(-i|--input)$/.test(name) ? [value] : []))
  const texts = [
    state.input,
    ...[...named, ...operands.slice(1)].flatMap((file) => textsOf(file, state, walk)),
  ]
  writePatched(texts, valuesOf(flags, /^(-d|--directory)$/), state, walk)
}

/** `git apply FILE`, `git am < FILE`. */
export function followGitApply({ flags, operands }: ParsedArguments, state: ShellState, walk: Walk): void {
  const [subcommand, ...files] = operands
  if (subcommand !== "apply" && subcommand !== "am") return
  if (flags.some(({ name }) => /^--(check|stat|numstat|summary|abort|skip)$/.test(name))) return
  const inside = valuesOf(flags, /^-C$/)
  const from = { ...state, cwd: inside.reduce((cwd, path) => posix.resolve(cwd, path), state.cwd) }
  const texts = [state.input, ...files.flatMap((file) => textsOf(file, from, walk))]
  writePatched(texts, valuesOf(flags, /^--directory$/), from, walk)
}

function valuesOf(flags: ParsedArguments["flags"], name: RegExp): string[] {
  return flags.flatMap((flag) => (name.test(flag.name) ? (flag.value ?? []) : []))
}

const MOST_FOLDERS = 8

function writePatched(
  texts: readonly string[],
  directories: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  for (const text of texts) {
    walk.budget.spend(text.length / 32)
    const paths = new Set([...text.matchAll(PATCHED)].map(([, path = ""]) => path.trim()))
    for (const [, , names = ""] of text.matchAll(GIT_HEADER))
      for (const name of names.split(/"? "?(?=b\/)/)) paths.add(name)
    for (const path of paths) {
      walk.budget.spend(1)
      const parts = unquoted(path).split("/")
      const stripped = parts.slice(0, MOST_FOLDERS).map((_part, index) => parts.slice(index).join("/"))
      const moved = directories.flatMap((directory) => stripped.map((name) => `${directory}/${name}`))
      write([...stripped, ...moved], state, walk)
    }
  }
}

/** Git writes `"a/\157pen"` where a name has a letter that is none of ASCII, and reads it for any. */
function unquoted(path: string): string {
  const inner = path.match(/^"(.*)"$/)?.[1]
  if (inner === undefined) return path
  return inner
    .replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    .replace(/\\(.)/g, "$1")
}

/** `begin 644 NAME` says where the file goes. */
export function followUudecode(
  _: readonly string[],
  { flags, operands }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  if (flags.some(({ name }) => /^(-o|-p)$/.test(name))) return
  const texts = [state.input, ...operands.flatMap((file) => textsOf(file, state, walk))]
  const names = texts.flatMap((text) =>
    [...text.matchAll(/^begin(?:-base64)?(?:-encoded)? \d{3,4} (.+)$/gm)].map(([, name = ""]) => name.trim()),
  )
  write(names, state, walk)
}

function write(targets: readonly string[], state: ShellState, walk: Walk): void {
  const effects: Effect[] = targets.map((target) => ({
    access: "write",
    target,
    recursive: false,
    cwd: state.cwd,
  }))
  if (effects.length > 0) walk.report({ effects }, state)
}
