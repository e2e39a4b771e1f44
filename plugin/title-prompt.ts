// How large the prompt of a title's call is. Of all calls past Ralex's provider only a title's has no message of its
// own that would settle it, so what is held for it stays counted: that should not be a whole context window.
import type { Hooks, PluginInput } from "@opencode-ai/plugin"
import { keepNewest } from "../config/index.ts"
import type { PromptSize } from "../ledger/index.ts"

type SystemHook = NonNullable<Hooks["experimental.chat.system.transform"]>

export interface TitlePrompt {
  /** Hears the system prompt of every call, just before it is held. */
  noteSystem: (call: Parameters<SystemHook>[0], output: Parameters<SystemHook>[1]) => void
  /** At most this: the session so far, and its longest system prompt. undefined where OpenCode does not say. */
  measure: (session: string) => Promise<PromptSize | undefined>
}

/** Titles are made at the first message of a session. */
const REMEMBERED_SESSIONS = 50

/** "Generate a title for this conversation:", and what wraps it. */
const FRAME_BYTES = 500

export function titlePrompt(client: PluginInput["client"]): TitlePrompt {
  // The lists themselves: another plugin may still add to one after it was heard of here.
  const systems = new Map<string, string[][]>()
  return {
    noteSystem: ({ sessionID }, { system }) => {
      if (sessionID === undefined) return
      const before = systems.get(sessionID) ?? []
      keepNewest(systems, sessionID, [...before.slice(-1), system], REMEMBERED_SESSIONS)
    },
    measure: async (session) => {
      const heard = systems.get(session)
      const answer = await client.session.messages({ path: { id: session } }).catch(() => undefined)
      if (!heard || !answer?.data) return undefined
      const parts = answer.data.flatMap((message) => message.parts)
      const files = parts.flatMap((part) => (part.type === "file" ? [part.mime] : []))
      const media = files.filter((mime) => !mime.startsWith("text/") && mime !== "application/x-directory")
      const systemBytes = Math.max(0, ...heard.map((system) => Buffer.byteLength(system.join("\n"))))
      return {
        promptBytes: systemBytes + Buffer.byteLength(JSON.stringify(parts)) + FRAME_BYTES,
        messages: answer.data.length + 2,
        media: media.map((mime) => (mime.startsWith("image/") ? "image" : "pdf")),
      }
    },
  }
}
