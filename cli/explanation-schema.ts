// What `ralex check --json --explain` prints of a verdict besides itself.
import * as z from "zod"

const count = z.int().nonnegative()

/** What runs, as the rules see it: the words as they were evaluated, `…` for what is known only when it runs. */
const execution = z.object({
  /** Empty for what only touches files, such as a redirection. */
  argv: z.array(z.string()),
  program: z.string(),
  cwd: z.string(),
  /** How it comes to run: `command`, `sudo`, `bash -c`. */
  origin: z.string(),
  arguments: z.object({
    flags: z.array(z.object({ name: z.string(), value: z.string().optional() })),
    operands: z.array(z.string()),
  }),
  effects: z.array(
    z.object({ access: z.string(), target: z.string(), recursive: z.boolean(), cwd: z.string() }),
  ),
  requests: z.array(z.unknown()),
  traits: z.array(z.string()),
})

const trial = z.object({
  rule: z.string(),
  severity: z.string(),
  matched: z.boolean(),
  /** It denies only where a look at the disk shows what would be lost. */
  onlyIfLost: z.boolean(),
  /** The place in `executions` of the one that came nearest. */
  execution: count.nullable(),
  /** What of the rule held there, in the order in which it was asked. */
  held: z.array(z.string()),
  /** The first that did not. */
  missing: z.string().nullable(),
})

/** A look at the disk, of what would be lost. */
const look = z.object({
  about: z.string(),
  argv: z.array(z.string()),
  targets: z.array(z.string()),
  answer: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("kept"), because: z.string() }),
    z.object({ kind: z.literal("lost"), losses: z.array(z.object({ kind: z.string(), name: z.string() })) }),
    z.object({ kind: z.literal("unknown"), why: z.string() }),
  ]),
})

export const explanationSchema = z.object({
  commands: z.array(z.unknown()).optional(),
  tried: z.array(z.string()).optional(),
  executions: z.array(execution).optional(),
  rules: z.array(trial).optional(),
  state: z.array(look).optional(),
})
export type ExplanationDocument = z.infer<typeof explanationSchema>
