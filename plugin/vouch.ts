// chat.headers: vouches to the provider for each call of its models, and says what it belongs to.
import type { Hooks } from "@opencode-ai/plugin"
import { HANDSHAKE, type Instance } from "../config/index.ts"
import { isOurs } from "./is-ours.ts"
import type { SessionTree } from "./session-tree.ts"

type ChatHeaders = NonNullable<Hooks["chat.headers"]>

/** Other providers' calls get no header: the nonce would leave the machine. */
export async function vouch(
  call: Parameters<ChatHeaders>[0],
  output: Parameters<ChatHeaders>[1],
  { instance, sessions, providerUrl }: { instance: Instance; sessions: SessionTree; providerUrl: string },
): Promise<void> {
  sessions.noteAgent(call.sessionID, call.agent)
  if (!isOurs(call.model, providerUrl)) return
  Object.assign(output.headers, {
    [HANDSHAKE.nonce]: instance.nonce,
    [HANDSHAKE.agent]: encodeURIComponent(call.agent),
    [HANDSHAKE.project]: encodeURIComponent(instance.project),
    [HANDSHAKE.session]: call.sessionID,
    [HANDSHAKE.rootSession]: await sessions.rootOf(call.sessionID),
    [HANDSHAKE.ask]: call.message.id,
    [HANDSHAKE.turn]: await sessions.turnOf(call.sessionID, call.message.id),
  })
}
