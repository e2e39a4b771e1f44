// Refuses what citty lets pass: unknown flags, flags without their value, and words too many.
import { stripVTControlCharacters } from "node:util"
import { type ArgsDef, parseArgs } from "citty"
import { UsageError } from "./usage-error.ts"

/** @throws {UsageError} naming the first argument that the command does not know. */
export function checkArguments(command: string, raw: string[], definition: ArgsDef): void {
  const parsed: Record<string, unknown> = { ...parse(command, raw, definition) }
  const { _: positionals, ...flags } = parsed
  const help = `see \`ralex ${command} --help\``
  for (const [name, value] of Object.entries(flags)) {
    const known = definition[name] ?? definition[kebabCase(name)]
    if (known === undefined) throw new UsageError(`ralex ${command} has no option --${name}; ${help}.`)
    // citty takes every value but "false" as true.
    if (known.type === "boolean" && raw.some((word) => word.startsWith(`--${kebabCase(name)}=`)))
      throw new UsageError(`ralex ${command} --${name} takes no value; ${help}.`)
    if (known.type === "string" && (typeof value !== "string" || value === ""))
      throw new UsageError(`ralex ${command} --${name} needs a value; ${help}.`)
  }
  if (flags.json === true && flags.jsonl === true)
    throw new UsageError(
      `ralex ${command} prints one document with --json or one object a line with --jsonl; choose one.`,
    )
  const words = Array.isArray(positionals) ? positionals : []
  const places = Object.values(definition).filter((argument) => argument.type === "positional").length
  if (words.length > places)
    throw new UsageError(
      `ralex ${command} does not know what to do with "${words[places]}"; put text with spaces in quotes, or ${help}.`,
    )
}

function parse(command: string, raw: string[], definition: ArgsDef): object {
  try {
    return withoutPositionals(parseArgs(raw, definition), definition)
  } catch (error) {
    throw new UsageError(
      `ralex ${command}: ${stripVTControlCharacters(error instanceof Error ? error.message : String(error))}`,
    )
  }
}

/** citty reports `--drop-in` as dropIn too. */
function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function withoutPositionals(parsed: object, definition: ArgsDef): object {
  return Object.fromEntries(
    Object.entries(parsed).filter(([name]) => name === "_" || definition[name]?.type !== "positional"),
  )
}
