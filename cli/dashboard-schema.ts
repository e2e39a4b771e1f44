// What `ralex dashboard --json` prints.
import * as z from "zod"

export const dashboardDocumentSchema = z.object({
  v: z.literal(1),
  /** Opens the dashboard once, within ten minutes. */
  link: z.url(),
  /** Where it is for whoever has opened it. */
  url: z.url(),
  metrics: z.object({
    url: z.url(),
    /** Its content goes into the header `Authorization: Bearer …`. */
    tokenFile: z.string(),
  }),
  /** It ran before this command, which only made the link. */
  wasRunning: z.boolean(),
})
export type DashboardDocument = z.infer<typeof dashboardDocumentSchema>
