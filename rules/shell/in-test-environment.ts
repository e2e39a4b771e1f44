// Whether a framework is told to work on the database for tests, which its test runs empty again and again.
import type { ParsedArguments } from "../programs/parse-arguments.ts"
import type { ShellState } from "./shell-state.ts"

/** By program: the variables that choose the environment, the first that is set. */
const CHOSEN_BY: Readonly<Record<string, readonly string[]>> = {
  rails: ["RAILS_ENV", "RACK_ENV"],
  rake: ["RAILS_ENV", "RACK_ENV"],
  mix: ["MIX_ENV"],
  php: ["APP_ENV"],
  artisan: ["APP_ENV"],
  console: ["APP_ENV"],
  sequelize: ["NODE_ENV"],
  "sequelize-cli": ["NODE_ENV"],
  knex: ["NODE_ENV"],
}
/** Chooses the database itself, whatever the environment. */
const OVERRIDES = "DATABASE_URL"

/** @param surroundings The variables that the command starts with. */
export function inTestEnvironment(
  program: string,
  { flags, operands }: ParsedArguments,
  { variables }: ShellState,
  surroundings: Readonly<Record<string, string | undefined>> = {},
): boolean {
  const names = Object.hasOwn(CHOSEN_BY, program) ? CHOSEN_BY[program] : undefined
  if (names === undefined) return false
  const setTo = (name: string) => variables.get(name) ?? surroundings[name]
  if (setTo(OVERRIDES) !== undefined || operands.some((word) => word.startsWith(`${OVERRIDES}=`)))
    return false
  const written = [
    ...operands.flatMap((word) => word.match(/^(?:RAILS|RACK)_ENV=(.*)$/)?.[1] ?? []),
    ...flags.flatMap(({ name, value = "" }) => (/^(-e|--env|--environment)$/.test(name) ? [value] : [])),
  ]
  if (written.length > 0) return written.every((value) => /^test(ing)?$/.test(value))
  const name = names.find((candidate) => variables.has(candidate))
  return name !== undefined && /^test(ing)?$/.test(variables.get(name) ?? "")
}
