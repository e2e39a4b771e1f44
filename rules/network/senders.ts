// What programs of senders.yaml send.
import * as z from "zod"
import type { Execution } from "../execution.ts"
import { argumentsMatch } from "../match-rule.ts"
import { subcommandDepth } from "../match-subcommand.ts"
import { matcherSchema } from "../ruleset.ts"
import senders from "./senders.yaml"

const flags = z.array(z.string()).default([])

const schema = z.array(
  z.strictObject({
    match: matcherSchema.pick({ program: true, subcommand: true, flags: true, operand: true }),
    flags,
    at: flags,
    /** Flags whose value is what a client of files is told: `put x; put y`. */
    verbs: flags,
    operands: z.enum(["none", "all", "sources"]).default("none"),
    skip: z.number().default(0),
    recursive: z.boolean().default(false),
    input: z.boolean().default(false),
  }),
)

type Sender = z.infer<typeof schema>[number]

const byProgram = new Map<string, Sender[]>()
for (const sender of schema.parse(senders))
  for (const program of sender.match.program ?? [])
    byProgram.set(program, [...(byProgram.get(program) ?? []), sender])

/** @returns the files, told from the arguments, and whether the input goes, too. */
export function sentByTable(
  execution: Execution,
): { files: { target: string; recursive: boolean }[]; input: boolean } | undefined {
  const sender = byProgram.get(execution.program)?.find(({ match }) => argumentsMatch(match, execution))
  return sender && { files: filesOf(sender, execution), input: sender.input }
}

function filesOf(sender: Sender, { argv, arguments: { operands } }: Execution) {
  const values = (names: readonly string[]) => names.flatMap((name) => valuesOf(name, argv))
  const named = [
    ...values(sender.flags).filter((value) => value !== "-"),
    ...values(sender.at).flatMap((value) => value.match(AT)?.[1] ?? []),
    ...values(sender.verbs).flatMap((value) => [...value.matchAll(PUT)].map(([, file = ""]) => file)),
  ]
  return [...named, ...operandsOf(sender, operands)].map((target) => ({
    target,
    recursive: sender.recursive,
  }))
}

/** Read from the words themselves, so that what else the program takes need not be known. */
function valuesOf(flag: string, argv: readonly string[]): string[] {
  return argv.flatMap((word, index) => {
    if (word === flag) return argv[index + 1] ?? []
    return word.startsWith(`${flag}=`) ? [word.slice(flag.length + 1)] : []
  })
}

const PUT = /(?:^|[;\n"'])\s*(?:put|mput|tar\s+c\w*)\s+([^\s;"']+)/g
/** `@file`, `field=@file`, `file://path`. */
const AT = /^(?:[^=]*=)?(?:@|file(?:b)?:\/\/)(.+)$/s

function operandsOf(
  { operands: which, skip, match }: Sender,
  operands: readonly string[],
): readonly string[] {
  if (which === "none") return []
  const depth = match.subcommand ? (subcommandDepth(match.subcommand, operands) ?? 0) : 0
  const files = operands.slice(depth + skip).filter((word) => !/^[a-z][\w+.-]+:\/\//i.test(word))
  return which === "sources" ? files.slice(0, 1) : files
}
