// The rules as data: the zod schemas of a pack and of a person's own rule, and the built-in packs, checked once when they
// are first asked for.
import * as z from "zod"
import { ACCESSES, CHANNELS, TRAITS } from "./execution.ts"
import { addressKindNames } from "./network/address-kinds.ts"
import { packs } from "./packs/index.ts"
import { isIntricate } from "./paths/match-glob.ts"
import { pathClassNames } from "./paths/path-classes.ts"
import { STATEMENTS } from "./programs/read-statements.ts"
import { QUESTIONS } from "./state/question.ts"

const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([item.transform((only) => [only]), z.array(item).min(1)]).optional()

const subcommand = z
  .string()
  .refine(
    (words) =>
      words
        .split(" ")
        .every((word) => !isIntricate(word) && word.split("{").length === word.split("}").length),
    "globs of single words, each of few wildcards, without a blank in braces",
  )

/** Every key that is given must hold, a list when one of its items does. */
export const matcherSchema = z.strictObject({
  program: oneOrMore(z.string()).describe("Base name of the executed program, in lower case."),
  subcommand: oneOrMore(subcommand).describe(
    "Its first operands, in lower case, such as `stash drop`; `*` is any word, `**` any few.",
  ),
  flags: oneOrMore(z.string().startsWith("-")).describe("One of these flags, in any order and spelling."),
  allFlags: z.array(z.string().startsWith("-")).optional().describe("Each of these flags."),
  withoutFlags: oneOrMore(z.string().startsWith("-")).describe("None of these flags, spelled out."),
  flagValues: z
    .record(z.string().startsWith("-"), z.array(z.string()).min(1))
    .optional()
    .describe(
      "One of these flags with a value, in capitals, that matches one of its globs: { -X: [DELETE] }.",
    ),
  operand: oneOrMore(z.string()).describe("Glob that one operand after the subcommand matches."),
  minimumOperands: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("Operands after the subcommand, at least."),
  words: oneOrMore(z.string().max(200)).describe(
    "Glob of all that is executed, in one line, program first: `kubectl * delete *`. `*` is any text, blanks and slashes too.",
  ),
  unless: oneOrMore(z.string()).describe(
    "Globs; all the arguments, in one line, that make it harmless: `stats *`.",
  ),
  trait: oneOrMore(z.enum(TRAITS)),
  withoutTrait: oneOrMore(z.enum(TRAITS)),
  access: oneOrMore(z.enum(ACCESSES)),
  recursive: z.literal(true).optional().describe("Only whole trees."),
  path: oneOrMore(z.enum(pathClassNames())).describe("Class of a path with that access."),
  channel: oneOrMore(z.enum(CHANNELS)).describe(
    "Of `access: send`: the way by which it leaves this machine.",
  ),
  url: oneOrMore(z.enum(addressKindNames())).describe("Kind of an address with `access: fetch`."),
  tool: oneOrMore(z.string()).describe("Glob of the name of a tool that is no shell, such as `github_*`."),
  argument: z
    .record(z.string(), z.array(z.string()).min(1))
    .optional()
    .describe(
      "Each of these arguments of the tool, at whatever depth, matches one of its globs; `*` is any name.",
    ),
  method: oneOrMore(z.string().regex(/^[A-Z]+$/)).describe("An HTTP request by this method: DELETE."),
  host: oneOrMore(z.string()).describe(
    "Glob of the host of that request: `api.example.com`, `*.example.com`, `*:9200`.",
  ),
  route: oneOrMore(z.string().regex(/^[/{*]/)).describe(
    "Glob of its path, without the query: `/v1/zones/**`.",
  ),
  sql: oneOrMore(z.enum(STATEMENTS)).describe("A database is told to do one of these."),
  statement: oneOrMore(z.string().lowercase()).describe(
    "What a database or a console is told holds this text, in lower case: `dropdatabase(`.",
  ),
  body: oneOrMore(z.string()).describe("Glob of what it sends, as far as the command says: `*mutation*`."),
})

/** A command, or a call of another tool. */
const example = z.union([
  z.string(),
  z.strictObject({ tool: z.string(), args: z.record(z.string(), z.unknown()) }),
])

const ruleShape = {
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/, "its pack, a point, and a name: git.clean"),
  severity: z
    .enum(["critical", "high"])
    .describe("critical: denied, whoever asks. high: denied, but a person may lift it once."),
  match: oneOrMore(matcherSchema).unwrap(),
  recoverable: z
    .enum(QUESTIONS)
    .optional()
    .describe("Not denied where a look at the disk shows that nothing would be lost: in files, or by git."),
  only: z.literal("state").optional().describe("Denied only where that look shows what would be lost."),
  reason: z.string().regex(/\.$/, "a sentence").describe("`{target}` is the path or address that matched."),
  suggestion: z.string().optional().describe("A command in backticks must be allowed by every rule."),
}

const asksSensibly = <T extends z.ZodType<{ severity: string; recoverable?: unknown; only?: unknown }>>(
  schema: T,
) =>
  schema
    .refine(
      ({ only, recoverable }) => only === undefined || recoverable !== undefined,
      "only needs recoverable",
    )
    .refine(
      ({ severity, recoverable }) => severity === "high" || recoverable === undefined,
      "what is critical is denied whatever the disk says",
    )

const ruleSchema = asksSensibly(
  z.strictObject({
    ...ruleShape,
    examples: z.strictObject({ block: z.array(example).min(1), allow: z.array(example).min(1) }),
  }),
)

/** A person's own rule may go without examples; `ralex doctor` tries those it has. */
export const ownRuleSchema = asksSensibly(
  z.strictObject({
    ...ruleShape,
    examples: z
      .strictObject({ block: z.array(example).default([]), allow: z.array(example).default([]) })
      .default({ block: [], allow: [] }),
  }),
)

export type Matcher = z.infer<typeof matcherSchema>
export type Rule = z.infer<typeof ruleSchema>
export interface Ruleset {
  /** The most severe first, since the first that matches is the answer. */
  rules: Rule[]
  /** Where rules do not hold that hold elsewhere. */
  allow?: readonly Exception[]
  /** What is wrong with the person's own rules: until it is mended nothing is allowed. */
  broken?: string
}

/** A rule does not hold for commands, or for paths and addresses, of this glob. */
export interface Exception {
  rule: string
  glob: string
}

export const packNames: string[] = Object.keys(packs)

let loaded: Ruleset | undefined

export function loadRules(): Ruleset {
  loaded ??= parseRules(Object.values(packs))
  return loaded
}

function parseRules(contents: readonly unknown[]): Ruleset {
  return { rules: inOrder(contents.flatMap((content) => z.array(ruleSchema).parse(content))) }
}

export function inOrder(rules: readonly Rule[]): Rule[] {
  const severities = ["critical", "high"]
  return rules.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}
