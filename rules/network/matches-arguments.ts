// What tables of programs say about arguments: those keys of a rule's match that speak of words.
import type { z } from "zod"
import { matcherSchema } from "../ruleset.ts"

export const argumentsSchema = matcherSchema.pick({
  program: true,
  subcommand: true,
  flags: true,
  operand: true,
  minimumOperands: true,
  unless: true,
})

export type ArgumentsMatcher = z.infer<typeof argumentsSchema>
