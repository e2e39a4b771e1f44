// The files and addresses that a program touches, by its arguments and programs.yaml.
import { posix } from "node:path"
import type { Access, Effect } from "../execution.ts"
import { packageAddresses, repositoryAddresses } from "./package-addresses.ts"
import { hasExactFlag, hasFlag, type ParsedArguments } from "./parse-arguments.ts"
import type { Program, ProgramEffect } from "./program-table.ts"

export function effectsOf(spec: Program, parsed: ParsedArguments, cwd: string): Effect[] {
  const plain = (access: Access, target: string): Effect => ({ access, target, recursive: false, cwd })
  const directory = targetDirectory(spec, parsed)
  const effects = spec.effects.flatMap((effect) => effectOf(effect, parsed, cwd, directory))
  for (const { name, value } of parsed.flags)
    if (value !== undefined) effects.push(...ofFlag(name, value, spec, plain))
  for (const operand of parsed.operands) effects.push(...ofKey(operand, spec, plain))
  return effects
}

type Plain = (access: Access, target: string) => Effect

/** What a flag's value is to the program: a file that it writes, one behind an `@`, a mount, a folder handed on. */
function ofFlag(name: string, value: string, spec: Program, plain: Plain): Effect[] {
  const effects: Effect[] = []
  const access = spec.flagEffects[name]
  if (access) effects.push(plain(access, value))
  // Of a program that nobody knows the flag may mean something else.
  if (access && spec.handsOn) effects.push(plain("use", value))
  const file = fileBehindAt(name, value, spec)
  if (file !== undefined) effects.push(plain("read", file.replace(/;.*$/, "")))
  if (spec.pipes.includes(name) && !/^\s*[|!]/.test(value)) effects.push(plain("write", value))
  const source = spec.mounts.includes(name) ? mountedPath(value) : undefined
  if (source !== undefined) effects.push({ ...plain("use", source), recursive: true })
  const given = spec.hands.includes(name) ? value.match(HANDED)?.[1] : undefined
  if (given !== undefined) effects.push({ ...plain("use", given), recursive: true })
  return effects
}

function fileBehindAt(name: string, value: string, { atFiles, nameAtFiles }: Program): string | undefined {
  const named = nameAtFiles.includes(name) ? value.match(/^[^=@]*@(.+)$/)?.[1] : undefined
  return named ?? (atFiles.includes(name) ? value.match(/^(?:[^=]*=)?[@<](.+)$/)?.[1] : undefined)
}

function ofKey(operand: string, { keys }: Program, plain: Plain): Effect[] {
  const end = operand.indexOf("=")
  const access = end < 0 ? undefined : keys[operand.slice(0, end)]
  return access && end + 1 < operand.length ? [plain(access, operand.slice(end + 1))] : []
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
    case "package":
      return [...operands.slice(0, 1).flatMap(repositoryAddresses), ...packagesOfFlags(flags)]
    case "packages":
      return [...operands.flatMap(packageAddresses), ...packagesOfFlags(flags)]
    case "repositories":
      return [...operands.flatMap(repositoryAddresses), ...packagesOfFlags(flags)]
    case "urls":
      return [...operands, ...flags.flatMap(({ value }) => value ?? [])].filter((word) =>
        /^[a-z][a-z+]*:\/\//i.test(word),
      )
  }
}

const NAMES_PACKAGES =
  /^(-[cefipr]|--(package|from|with|with-editable|with-requirements|spec|registry|index|index-url|default-index|extra-index-url|find-links|editable|requirement|constraint|git|source|server|channel|repository))$/

function packagesOfFlags(flags: ParsedArguments["flags"]): string[] {
  return flags.flatMap(({ name, value }) =>
    value !== undefined && NAMES_PACKAGES.test(name) ? packageAddresses(value) : [],
  )
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
