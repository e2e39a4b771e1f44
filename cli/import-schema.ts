// What `ralex import --json` prints.
import * as z from "zod"

export const importDocumentSchema = z.object({
  v: z.literal(1),
  from: z.enum(["litellm", "claude-code-router"]),
  /** As it would stand in ralex.yaml. */
  config: z.record(z.string(), z.unknown()),
  /** What was taken over in another form, and what has no counterpart. */
  notes: z.array(z.string()),
})

export type ImportDocument = z.infer<typeof importDocumentSchema>
