// The words after `ralex` to one command and its exit code; help and version are answered here.
import { stripVTControlCharacters } from "node:util"
import { type CommandDef, renderUsage, runCommand } from "citty"
import { checkArguments } from "./check-arguments.ts"
import { commands } from "./commands/index.ts"
import type { Context } from "./context.ts"
import type { Command } from "./define-command.ts"
import { type ExitCode, exitCode } from "./exit-code.ts"
import { UsageError } from "./usage-error.ts"

/** @throws {UsageError} for words that mean nothing; any other error means that it could not be done. */
export async function runCommandLine(words: string[], context: Context): Promise<ExitCode> {
  const [name, ...rest] = words
  if (name === "--version" || name === "-v") {
    context.print(`${context.version}\n`)
    return exitCode.ok
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const usage = stripVTControlCharacters(await renderUsage(overview(context)))
    if (name === undefined) context.say(usage)
    else context.print(`${usage}\n`)
    return name === undefined ? exitCode.usage : exitCode.ok
  }
  const load = Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : undefined
  if (load === undefined)
    throw new UsageError(`ralex has no command "${name}"; it has ${Object.keys(commands).join(", ")}.`)
  return runOne(name, await load(), rest, context)
}

async function runOne(name: string, command: Command, words: string[], context: Context): Promise<ExitCode> {
  const rest = numbersAsWords(words)
  const end = rest.indexOf("--")
  const flags = end === -1 ? rest : rest.slice(0, end)
  if (flags.includes("--help") || flags.includes("-h")) {
    context.print(`${stripVTControlCharacters(await renderUsage(command, overview(context)))}\n`)
    return exitCode.ok
  }
  checkArguments(name, rest, await definitionOf(command))
  const { result } = await runCommand(command, { rawArgs: rest, data: context })
  return result as ExitCode
}

/** No flag begins with a digit, so "-1" is a word: it goes behind the "--" that ends the flags. */
function numbersAsWords(words: string[]): string[] {
  const end = words.indexOf("--")
  const [flags, plain] = end === -1 ? [words, []] : [words.slice(0, end), words.slice(end + 1)]
  const numbers = flags.filter((word) => /^-\d/.test(word))
  if (numbers.length === 0) return words
  return [...flags.filter((word) => !numbers.includes(word)), "--", ...numbers, ...plain]
}

async function definitionOf(command: Command) {
  const definition = await command.args
  return typeof definition === "function" ? await definition() : (definition ?? {})
}

function overview(context: Context): CommandDef {
  return {
    meta: {
      name: "ralex",
      version: context.version,
      description: "Makes OpenCode cheap, fast and safe to leave alone",
    },
    subCommands: commands,
  }
}
