// The settings in force.
import * as z from "zod"
import { time, v } from "./common.ts"

/** Without secrets: their names and whether they are set, never what they are. */
export const settingsSchema = z.object({
  v,
  at: time,
  project: z.string(),
  /** Set where a file can not be used: Ralex makes no call then. */
  error: z.string().nullable(),
  /** What was ignored, and why. */
  notices: z.array(z.string()),
  sources: z.array(
    z.object({
      kind: z.enum(["defaults", "user", "project", "options", "environment"]),
      /** The file's path, or what else it is called. */
      name: z.string(),
      /** null where there is nothing to trust. */
      trusted: z.boolean().nullable(),
    }),
  ),
  settings: z.array(
    z.object({
      /** Such as `budgets.daily`. */
      key: z.string(),
      /** As JSON. */
      value: z.string(),
      /** One of the sources' kinds. */
      kind: z.enum(["defaults", "user", "project", "options", "environment"]),
      from: z.string(),
    }),
  ),
})
export type SettingsDocument = z.infer<typeof settingsSchema>
