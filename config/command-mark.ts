// The mark on a slash command and on its answer, by which both are kept from models in later calls. It proves
// nothing by itself: on a command it holds the nonce that does (plugin/commands/hear-commands.ts).
import * as z from "zod"

const marked = z.object({ ralex: z.object({ command: z.string() }) })

/** As OpenCode keeps it with a text: its provider's name first. */
export function commandMark(mark: string): z.infer<typeof marked> {
  return { ralex: { command: mark } }
}

export function readCommandMark(metadata: unknown): string | undefined {
  return marked.safeParse(metadata).data?.ralex.command
}
