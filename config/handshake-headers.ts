// The headers by which the plugin vouches for a call and tells the provider what it belongs to; never sent upstream.

export const HANDSHAKE = {
  nonce: "x-ralex-nonce",
  agent: "x-ralex-agent",
  project: "x-ralex-project",
  session: "x-ralex-session",
  rootSession: "x-ralex-root-session",
  /** OpenCode's id of the message that the call works on. */
  ask: "x-ralex-ask",
  /** The id of the person's message that led to it: for a subagent's call the one in the root session. */
  turn: "x-ralex-turn",
} as const
