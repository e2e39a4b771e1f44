// A person at one `opencode serve`: says things by @opencode-ai/sdk, and answers each permission that is asked for.
import { createOpencodeClient, type OpencodeClient } from "@opencode-ai/sdk"
import * as z from "zod"
import type { Sandbox } from "../../test/e2e/sandbox.ts"
import { serve } from "../../test/e2e/serve.ts"

export interface Person {
  /** How long a question takes to be read and answered. */
  answersAfterMs: number
  answer: (asked: Asked) => "once" | "reject"
}

// The SDK's types of the event still name an older shape; this is what 1.18 sends.
const askedSchema = z.object({
  type: z.literal("permission.asked"),
  properties: z.object({
    id: z.string(),
    sessionID: z.string(),
    permission: z.string(),
    patterns: z.array(z.string()),
  }),
})
export type Asked = z.infer<typeof askedSchema>["properties"]

export interface ServedSession {
  client: OpencodeClient
  session: string
  /** Permissions that the person had to answer. */
  prompts: Asked[]
  /** One ask to its end. @returns the text of the answer; what went wrong where there is none. */
  say: (text: string, model?: { providerID: string; modelID: string }) => Promise<string>
  stop: () => Promise<void>
}

/** So long after it was asked a permission is the person's: by then Ralex has answered what it answers. */
const IS_OPEN_MS = 400

export async function servedSession(box: Sandbox, person: Person): Promise<ServedSession> {
  const served = await serve(box)
  const client = createOpencodeClient({ baseUrl: served.base, directory: box.project })
  const prompts: Asked[] = []
  const answered = new Set<string>()
  const hear = async () => {
    const { stream } = await client.event.subscribe()
    for await (const event of stream) {
      const replied = event as { type: string; properties: { requestID?: string; permissionID?: string } }
      if (replied.type === "permission.replied")
        answered.add(replied.properties.requestID ?? replied.properties.permissionID ?? "")
      const asked = askedSchema.safeParse(event)
      if (asked.success) answer(asked.data.properties).catch(() => {})
    }
  }
  const answer = async (asked: Asked) => {
    await Bun.sleep(IS_OPEN_MS)
    if (answered.has(asked.id)) return
    prompts.push(asked)
    await Bun.sleep(Math.max(0, person.answersAfterMs - IS_OPEN_MS))
    await client.postSessionIdPermissionsPermissionId({
      path: { id: asked.sessionID, permissionID: asked.id },
      body: { response: person.answer(asked) },
    })
  }
  hear().catch(() => {})
  const { data } = await client.session.create({ body: { title: "acceptance" } })
  const session = data?.id ?? ""
  return {
    client,
    session,
    prompts,
    say: (text, model) => sayIn(client, session, text, model),
    stop: async () => {
      served.server.kill()
      await served.server.exited
    },
  }
}

export async function sayIn(
  client: OpencodeClient,
  session: string,
  text: string,
  model?: { providerID: string; modelID: string },
): Promise<string> {
  const { data, error } = await client.session.prompt({
    path: { id: session },
    body: { parts: [{ type: "text", text }], ...(model ? { model } : {}) },
  })
  if (error) return JSON.stringify(error)
  const words = (data?.parts ?? []).map((part) => (part.type === "text" ? part.text : "")).join("")
  return words || JSON.stringify(data?.info.error ?? null)
}
