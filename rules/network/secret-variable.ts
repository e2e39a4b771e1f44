// A variable of the environment that holds a secret by its name, as what made the words that it stands in.
import * as z from "zod"
import type { Execution } from "../execution.ts"
import { ownGlob } from "../paths/match-glob.ts"
import { isSecretName } from "./secret-names.ts"
import table from "./secret-variables.yaml"

const rowSchema = z.strictObject({
  names: z.array(z.string()),
  hosts: z.array(z.string()),
  label: z.string().optional(),
})
type Row = z.infer<typeof rowSchema>

const rows: readonly Row[] = z.array(rowSchema).parse(table)
const PROGRAM = "$"

const made = new Map<string, Execution | undefined>()
const MOST_KEPT = 500

/** @returns nothing for a variable that holds no secret. */
export function variableMaker(name: string): Execution | undefined {
  if (made.has(name)) return made.get(name)
  const maker = isSecretName(name) ? makerOf(name) : undefined
  if (made.size >= MOST_KEPT) made.clear()
  made.set(name, maker)
  return maker
}

function makerOf(name: string): Execution {
  return {
    argv: [PROGRAM, name],
    program: PROGRAM,
    arguments: { flags: [], operands: [name] },
    cwd: "/",
    origin: "variable",
    effects: [],
    requests: [],
    traits: [],
  }
}

/** The variable that an execution stands for, or prints: `$GITHUB_TOKEN`, `printenv GITHUB_TOKEN`. */
export function variableOf({ program, arguments: { operands } }: Execution): string | undefined {
  const [name = "", ...others] = operands
  if (program === PROGRAM) return name
  return program === "printenv" && others.length === 0 && isSecretName(name) ? name : undefined
}

/** Whom a variable's secret is made for; nothing when its name does not tell. */
export function serviceOf(name: string): Row | undefined {
  return rows.find(({ names }) => names.some((glob) => ownGlob(glob)(name.toUpperCase())))
}
