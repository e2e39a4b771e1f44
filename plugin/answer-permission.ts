// In yolo mode OpenCode's own asks are answered for the person, by the verdict that the tool call already got.
import type { PluginInput } from "@opencode-ai/plugin"
import * as z from "zod"
import type { Instance } from "../config/index.ts"
import type { Guard } from "./guard-tool.ts"

// The v1 types of the event still name an older shape; this is what 1.18 sends.
const askedSchema = z.object({
  type: z.literal("permission.asked"),
  properties: z.object({
    id: z.string(),
    sessionID: z.string(),
    tool: z.object({ callID: z.string() }).nullish(),
  }),
})

export interface AnswerDeps {
  client: PluginInput["client"]
  instance: Instance
  guard: Guard
}

/** Says "once" to what the rules allowed; anything else is left to OpenCode, whose answer is no. */
export async function answerPermission(
  event: unknown,
  { client, instance, guard }: AnswerDeps,
): Promise<void> {
  const asked = askedSchema.safeParse(event)
  if (!asked.success || instance.loaded.config.mode !== "yolo") return
  const { id, sessionID, tool } = asked.data.properties
  const verdict = tool ? guard.verdictOf(tool.callID) : undefined
  if (verdict?.kind !== "allow") return
  await client.postSessionIdPermissionsPermissionId({
    path: { id: sessionID, permissionID: id },
    body: { response: "once" },
  })
}
