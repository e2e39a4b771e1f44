// The files and addresses that a program touches, by its arguments and programs.yaml.
import { posix } from "node:path"
import type { Access, Effect } from "../execution.ts"
import { hasExactFlag, hasFlag, type ParsedArguments } from "./parse-arguments.ts"
import type { Program, ProgramEffect } from "./program-table.ts"

export function effectsOf(spec: Program, parsed: ParsedArguments, cwd: string): Effect[] {
  const plain = (access: Access, target: string): Effect => ({ access, target, recursive: false, cwd })
  const directory = targetDirectory(spec, parsed)
  return [
    ...spec.effects.flatMap((effect) => effectOf(effect, parsed, cwd, directory)),
    ...parsed.flags.flatMap(({ name, value }) => {
      const access = spec.flagEffects[name]
      if (!access || value === undefined) return []
      // Of a program that nobody knows the flag may mean something else.
      return spec.handsOn ? [plain(access, value), plain("use", value)] : [plain(access, value)]
    }),
    ...parsed.flags.flatMap(({ name, value }) => {
      const isFile = value !== undefined && spec.pipes.includes(name) && !/^\s*[|!]/.test(value)
      return isFile ? [plain("write", value)] : []
    }),
    ...parsed.flags.flatMap(({ name, value }) => {
      const file = spec.atFiles.includes(name) ? value?.match(/^(?:[^=]*=)?[@<](.+)$/)?.[1] : undefined
      return file === undefined ? [] : [plain("read", file.replace(/;.*$/, ""))]
    }),
    ...parsed.flags.flatMap(({ name, value }) => {
      const source = spec.mounts.includes(name) ? mountedPath(value ?? "") : undefined
      return source === undefined ? [] : [{ access: "use" as const, target: source, recursive: true, cwd }]
    }),
    ...parsed.flags.flatMap(({ name, value }) => {
      const given = spec.hands.includes(name) ? value?.match(HANDED)?.[1] : undefined
      return given === undefined ? [] : [{ access: "use" as const, target: given, recursive: true, cwd }]
    }),
    ...parsed.operands.flatMap((operand) => {
      const [, key, path] = operand.match(/^(\w+)=(.+)$/s) ?? []
      const access = key === undefined ? undefined : spec.keys[key]
      return access && path !== undefined ? [plain(access, path)] : []
    }),
  ]
}

const HANDED = /(?:^|=)((?:[/~\0]|\.\.\/)[^,=]*)/

/** A name without a slash is a volume of the container engine's own. */
function mountedPath(mount: string): string | undefined {
  const named = mount.match(/(?:^|,)(?:source|src)=([^,]*)/)?.[1]
  const source = named ?? (mount.includes("=") ? "" : (mount.split(":")[0] ?? ""))
  return /^[/.~\0]/.test(source) ? source : undefined
}

/** With -t the destination is the flag's value and every operand a source; of mount it is something else. */
function targetDirectory({ flagEffects }: Program, { flags }: ParsedArguments): string | undefined {
  if (flagEffects["-t"] === undefined) return undefined
  return flags.find(({ name }) => name === "-t" || name === "--target-directory")?.value
}

function effectOf(
  effect: ProgramEffect,
  parsed: ParsedArguments,
  cwd: string,
  directory: string | undefined,
): Effect[] {
  if (effect.when && !effect.when.some((flag) => hasFlag(parsed, flag))) return []
  if (effect.without?.some((flag) => hasExactFlag(parsed, flag))) return []
  const recursive = Array.isArray(effect.recursive)
    ? effect.recursive.some((flag) => hasFlag(parsed, flag))
    : effect.recursive
  const written = select(effect, parsed, directory)
  // What is handed on as a whole command names no path: `tool explain 'cat .env'`.
  const targets = effect.access === "use" ? written.filter((word) => !/^[\w-]+\s/.test(word)) : written
  return targets.map((target) => ({ access: effect.access, target, recursive, cwd }))
}

function select(
  { operands: which, of }: ProgramEffect,
  { flags, operands }: ParsedArguments,
  directory: string | undefined,
): string[] {
  switch (which) {
    case "all":
      return operands
    case "address":
      return [operands.join(":")]
    case "first":
      return operands.slice(0, 1)
    case "rest":
      return operands.slice(1)
    case "sources":
      return directory !== undefined || operands.length === 1 ? operands : operands.slice(0, -1)
    case "destination":
      return directory === undefined ? destinations(operands) : copiesIn(directory, operands)
    case "name":
      return operands.length === 1 ? copiesIn(".", operands) : []
    case "values":
      return flags.flatMap(({ name, value }) => (value !== undefined && of.includes(name) ? [value] : []))
    case "here":
      return ["."]
    case "urls":
      return [...operands, ...flags.flatMap(({ value }) => value ?? [])].filter((word) =>
        /^[a-z][a-z+]*:\/\//i.test(word),
      )
  }
}

/** `cp a/b c` writes `c`, or `c/b` when c is a directory. */
function destinations(operands: readonly string[]): string[] {
  const last = operands.at(-1)
  if (last === undefined || operands.length < 2) return []
  return [last, ...copiesIn(last, operands.slice(0, -1))]
}

function copiesIn(directory: string, sources: readonly string[]): string[] {
  return sources.map((source) => `${directory}/${posix.basename(source).replace(/\.git$/, "")}`)
}
