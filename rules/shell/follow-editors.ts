// Editors and filters that do by their own commands what no flag says: vim, ed, awk in place, protoc.

import type { ParsedArguments } from "../programs/parse-arguments.ts"
import { readExCommands } from "./read-ex-commands.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import { touch } from "./touch.ts"
import type { Walk } from "./walk.ts"

/** `vim -c COMMAND`, `vim +COMMAND`, and what is piped into `ed`, `ex -s` and `vim -es`. */
export function followVim(
  words: readonly string[],
  { flags }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const given = flags.flatMap(({ name, value = "" }) => (/^(-c|--cmd)$/.test(name) ? [value] : []))
  const plus = words.flatMap((word) => word.match(/^\+(.+)$/s)?.[1] ?? [])
  const sourced = flags.flatMap(({ name, value = "" }) =>
    /^-[Su]$/.test(name) ? textsOf(value, state, walk) : [],
  )
  // `ex -sc COMMAND` in one cluster.
  const clustered = words.flatMap((word, index) =>
    /^-[a-zA-Z]+c$/.test(words[index - 1] ?? "") ? [word] : [],
  )
  const texts = [...given, ...plus, ...clustered, ...sourced, state.input]
  const { scripts, writes, deletes } = readExCommands([...new Set(texts)].join("\n"))
  for (const script of scripts) walk.runScript(script, fork(state), "vim")
  touch("write", writes, state, walk)
  touch("delete", deletes, state, walk)
}

/** `gawk -i inplace` edits its files. */
export function followAwk(
  _: readonly string[],
  { flags, operands }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const inPlace = flags.some(
    ({ name, value }) => /^(-i|--include)$/.test(name) && /(^|\/)inplace(\.awk)?$/.test(value ?? ""),
  )
  if (inPlace) touch("write", operands, state, walk)
}

/** `--js_out=OPTIONS:FOLDER` of protoc and its plugins. */
export function followProtoc(
  words: readonly string[],
  _: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const folders = words.flatMap((word) => word.match(/^--(?:\w+_)?out=(?:[^:]*:)?(.+)$/s)?.[1] ?? [])
  touch("write", folders, state, walk)
}
