// A command of `ralex`: citty's definition, with our context and an exit code as its answer.
import { type ArgsDef, type CommandDef, defineCommand as defineCittyCommand, type ParsedArgs } from "citty"
import type { Context } from "./context.ts"
import type { ExitCode } from "./exit-code.ts"

export interface Definition<T extends ArgsDef> {
  name: string
  description: string
  args: T
  run: (args: ParsedArgs<T>, context: Context) => Promise<ExitCode>
}

export type Command = CommandDef<ArgsDef>

export function defineCommand<const T extends ArgsDef>(definition: Definition<T>): Command {
  const command = defineCittyCommand({
    meta: { name: definition.name, description: definition.description },
    args: definition.args,
    run: ({ args, data }) => definition.run(args, data as Context),
  })
  return command as unknown as Command
}

export const jsonArgument = { type: "boolean", description: "Print one JSON document." } as const
export const jsonLinesArgument = { type: "boolean", description: "Print one JSON object a line." } as const
export const yesArgument = { type: "boolean", description: "Do not ask." } as const
