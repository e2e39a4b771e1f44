// What programs send, by senders.yaml: which files, whether their input goes along, and by which way.
import * as z from "zod"
import { CHANNELS, type Execution, UNKNOWN } from "../execution.ts"
import { argumentsMatch } from "../match-rule.ts"
import { subcommandDepth } from "../match-subcommand.ts"
import { argumentsSchema } from "./matches-arguments.ts"
import { rowsByProgram } from "./rows-by-program.ts"
import table from "./senders.yaml"
import type { Sending } from "./sending.ts"

const flags = z.array(z.string().startsWith("-")).default([])
const expression = z.string().transform((source) => new RegExp(source, "gi"))

const senderSchema = z.strictObject({
  match: argumentsSchema,
  channel: z.enum(CHANNELS),
  operands: z.enum(["none", "all", "first", "rest", "before", "others"]).default("none"),
  flags,
  at: flags,
  values: z
    .string()
    .transform((source) => new RegExp(source, "s"))
    .optional(),
  tells: expression.optional(),
  input: z.enum(["never", "dash", "always"]).default("never"),
  to: z
    .strictObject({
      like: z.string().transform((source) => new RegExp(source, "is")),
      flags: z.array(z.string()).optional(),
      variables: z.array(z.string()).default([]),
      operands: z.boolean().default(false),
    })
    .optional(),
})

type Sender = z.infer<typeof senderSchema>

export const senders = rowsByProgram(table, senderSchema)

/** The way of the first row that matches, with the files of all. */
export function sendingByTable(
  execution: Execution,
  variables: ReadonlyMap<string, string>,
): Sending | undefined {
  const known = senders.of(execution.program)
  if (known.length === 0 || execution.argv.some((word) => REHEARSES.test(word))) return undefined
  const found = known.flatMap((sender) =>
    argumentsMatch(sender.match, execution) ? (sendingBy(sender, execution, variables) ?? []) : [],
  )
  const [first] = found
  if (!first) return undefined
  const files = found.flatMap((sending) => sending.files)
  return { channel: first.channel, to: [], files, input: found.some(({ input }) => input) }
}

const REHEARSES = /^--(dry-?run|what-?if|help)$/

function sendingBy(
  sender: Sender,
  execution: Execution,
  variables: ReadonlyMap<string, string>,
): Sending | undefined {
  const { arguments: parsed, argv } = execution
  const depth = sender.match.subcommand ? (subcommandDepth(sender.match.subcommand, parsed.operands) ?? 0) : 0
  const operands = parsed.operands.slice(depth)
  const words = argv.slice(1)
  const place = placeOf(sender, operands, words, variables)
  if (sender.to && place === undefined) return undefined
  const values = [...sender.flags, ...sender.at].flatMap((flag) =>
    valuesOf(flag, words).map((value) => ({ flag, value })),
  )
  const named = values.flatMap(({ flag, value }) => {
    const at = sender.at.includes(flag) ? value.match(/^(?:[^=]*=)?@(.+)$/s)?.[1] : undefined
    return at === undefined ? (sender.flags.includes(flag) ? [value.replace(/^@/, "")] : []) : [at]
  })
  const hidden = sender.values
    ? words.flatMap((word) => word.replace(/^--?[\w-]+=/, "").match(sender.values ?? "")?.[1] ?? [])
    : []
  const told = sender.tells ? [...words.join("\n").matchAll(sender.tells)].map(([, file = ""]) => file) : []
  const files = [...named, ...hidden, ...told, ...chosen(sender, operands, place ?? operands.length)]
  if (files.length === 0 && sender.input === "never" && sender.channel !== "request") return undefined
  const isDash = [...operands, ...values.map(({ value }) => value)].some((word) => /^(.*=@)?-$/.test(word))
  return {
    channel: sender.channel,
    to: [],
    files: files.filter((file) => file !== "-").map((file) => ({ target: asPath(file), recursive: true })),
    input: sender.input === "always" || (sender.input === "dash" && isDash),
  }
}

/** Where among the operands it says where it goes to; nothing when it does not go there. */
function placeOf(
  { to, operands: which }: Sender,
  operands: readonly string[],
  words: readonly string[],
  variables: ReadonlyMap<string, string>,
): number | undefined {
  if (!to) return operands.length
  const { like } = to
  if (to.flags === undefined || to.operands) {
    const place = operands.findIndex((operand) => like.test(operand))
    // What comes from there is no sending.
    if (place > 0 || (place === 0 && (to.flags !== undefined || which === "others"))) return place
  }
  const values = [
    ...(to.flags ?? []).flatMap((flag) => valuesOf(flag, words)),
    ...to.variables.flatMap((name) => variables.get(name) ?? []),
  ]
  return values.some((value) => like.test(value)) ? operands.length : undefined
}

function chosen(
  { operands: which, to }: Sender,
  operands: readonly string[],
  place: number,
): readonly string[] {
  switch (which) {
    case "none":
      return []
    case "all":
      return operands
    case "first":
      return operands.slice(0, 1)
    case "rest":
      return operands.slice(1)
    case "before":
      return operands.slice(0, place)
    case "others":
      return operands.filter((operand) => !to?.like.test(operand))
  }
}

/** Read from the words themselves, whether or not the program's options are known: `-f x`, `-fx`, `--file=x`. */
function valuesOf(flag: string, words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    if (!word.startsWith(flag)) return []
    if (word === flag) return words[index + 1] ?? []
    if (word.startsWith(`${flag}=`)) return word.slice(flag.length + 1)
    return /^-\w$/.test(flag) ? word.slice(flag.length) : []
  })
}

function asPath(written: string): string {
  if (written.startsWith(UNKNOWN)) return UNKNOWN
  return written.replace(/^file:\/\//, "")
}
