// A session that was given its title: the title's own call is over then.
import * as z from "zod"

const titledSchema = z.object({
  type: z.literal("session.updated"),
  properties: z.object({ info: z.object({ id: z.string(), title: z.string() }) }),
})

/** OpenCode's own until there is a better one. */
const DEFAULT_TITLE = /^(?:New|Child) session - \d{4}-/

/** @returns the session, where the event is about one with a title. */
export function readTitled(event: unknown): string | undefined {
  const titled = titledSchema.safeParse(event)
  if (!titled.success) return undefined
  const { id, title } = titled.data.properties.info
  return DEFAULT_TITLE.test(title) ? undefined : id
}
