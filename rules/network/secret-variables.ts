// Variables that hold secrets, told by their names: which are logins by convention and for whom, and which merely sound so.
import * as z from "zod"
import type { Execution } from "../execution.ts"
import table from "./secret-variables.yaml"

const schema = z.array(z.strictObject({ names: z.array(z.string()).min(1), hosts: z.array(z.string()) }))

const hostsByName = new Map(
  schema.parse(table).flatMap(({ names, hosts }) => names.map((name) => [name, hosts])),
)

/** Names that a variable's secret is asked for by: AWS_SECRET_ACCESS_KEY. */
export const SECRET_NAME = /(?:secret|token|passw|credential|api_?key|private_?key|access_?key|auth)/i

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/** @returns the hosts, as globs, that may be told the variable; nothing where nobody knows what it is for. */
export function hostsOfVariable(name: string): readonly string[] | undefined {
  return hostsByName.get(name)
}

/** What stands among the makers of a text for a variable of the shell's own environment that is put into it. */
export const VARIABLE_ORIGIN = "variable"

/** @returns nothing for what is no such maker. */
export function variableOf({ origin, argv }: Execution): string | undefined {
  return origin === VARIABLE_ORIGIN ? argv[0] : undefined
}

/** @param name A variable that the command itself does not set. */
export function environmentVariable(name: string, cwd: string): Execution | undefined {
  if (!isSecretName(name) && !hostsByName.has(name)) return undefined
  return {
    argv: [name],
    program: VARIABLE_ORIGIN,
    arguments: { flags: [], operands: [] },
    cwd,
    origin: VARIABLE_ORIGIN,
    effects: [],
    requests: [],
    traits: [],
  }
}
