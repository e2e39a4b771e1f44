// The headers by which the plugin vouches for a call and tells the provider what it belongs to; never sent upstream.

export const HANDSHAKE = {
  nonce: "x-ralex-nonce",
  agent: "x-ralex-agent",
  project: "x-ralex-project",
  session: "x-ralex-session",
  rootSession: "x-ralex-root-session",
  /** OpenCode's id of the human message that the call works on. */
  turn: "x-ralex-turn",
} as const
