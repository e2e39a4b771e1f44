// Proves that a healthy plugin of this very OpenCode instance stands behind the call; otherwise nothing is called.
import { HANDSHAKE, type Instance, runtimeSlot } from "../config/index.ts"

/** Who calls, as the plugin vouched for it. */
export interface Caller {
  instance: Instance
  session: string
  rootSession: string
  agent: string
  /** The message that the call works on; empty where no plugin says it. */
  ask: string
  /** The person's message that led to it, which is what a budget by turn counts. */
  turn: string
}

export type Handshake = { kind: "known"; caller: Caller } | { kind: "stranger" }

type Headers = Record<string, string | undefined>

export function shakeHands(headers: Headers, standalone: Instance | undefined): Handshake {
  const instance = runtimeSlot().instances.get(headers[HANDSHAKE.nonce] ?? "") ?? standalone
  if (!instance || !isOfProject(headers[HANDSHAKE.project], instance)) return { kind: "stranger" }
  const session = headers[HANDSHAKE.session] ?? find(headers, "x-session-id") ?? "standalone"
  return {
    kind: "known",
    caller: {
      instance,
      session,
      rootSession: headers[HANDSHAKE.rootSession] ?? find(headers, "x-parent-session-id") ?? session,
      agent: decodeURIComponent(headers[HANDSHAKE.agent] ?? "standalone"),
      ask: headers[HANDSHAKE.ask] ?? "",
      turn: headers[HANDSHAKE.turn] ?? "",
    },
  }
}

/** A nonce counts for the project it was made for; the standalone provider has none. */
function isOfProject(project: string | undefined, instance: Instance): boolean {
  return instance.nonce === "" || project === encodeURIComponent(instance.project)
}

function find(headers: Headers, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}
