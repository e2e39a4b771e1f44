// Portkey's gateway, as its guide for a server of one's own has it: its Node server without the console.
import { join } from "node:path"
import { KEY } from "../overhead/asks.ts"
import { installNpm } from "./install.ts"
import { PEER_MODEL, type Peer } from "./peer.ts"

/**
 * With the newest versions that its ranges allow it answers every stream with 500: it changes headers that those leave
 * unchangeable. So it gets the oldest of them, which it names itself.
 */
const MANIFEST = {
  dependencies: { "@portkey-ai/gateway": "1.15.2" },
  overrides: { hono: "4.9.7", "@hono/node-server": "1.3.3" },
}

export const portkey: Peer = {
  name: "Portkey gateway",
  settings: "Node server, production, headless; provider `openrouter` by headers",
  install: (folder) => installNpm(folder, MANIFEST),
  prepare: ({ folder, node, port }) => ({
    words: [
      node,
      join(folder, "node_modules/@portkey-ai/gateway/build/start-server.js"),
      "--headless",
      `--port=${port}`,
    ],
    env: { NODE_ENV: "production" },
  }),
  ready: "/",
  client: ({ port, upstream }) => ({
    url: `http://127.0.0.1:${port}/v1`,
    options: { model: PEER_MODEL, apiKey: KEY, headers: portkeyHeaders(upstream) },
  }),
}

/** Its provider for OpenRouter puts /v1 behind the host by itself. */
export function portkeyHeaders(upstream: string): Record<string, string> {
  return { "x-portkey-provider": "openrouter", "x-portkey-custom-host": upstream.replace(/\/v1$/, "") }
}
