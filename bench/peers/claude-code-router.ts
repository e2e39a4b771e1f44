// claude-code-router: its service in the foreground, as its README has it for a supervisor.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { KEY } from "../overhead/asks.ts"
import { installNpm } from "./install.ts"
import { PEER_KEY, PEER_MODEL, type Peer, type Place } from "./peer.ts"

/**
 * Its gateway is bundled in it; the package of the gateway, which it wants besides, is not in every registry, nor is the one
 * for bots: both stand for a package that it has anyway. better-sqlite3 is of the first version that needs neither a compiler nor a download.
 */
const MANIFEST = {
  dependencies: { "@musistudio/claude-code-router": "3.1.1" },
  overrides: {
    "@the-next-ai/ai-gateway": "npm:undici@7.29.0",
    "@the-next-ai/bot-gateway-sdk": "npm:undici@7.29.0",
    "better-sqlite3": "13.0.3",
  },
}

export const claudeCodeRouter: Peer = {
  name: "claude-code-router",
  settings: "`ccr serve`, no log of requests; OpenAI's form, which it passes on",
  install: (folder) => installNpm(folder, MANIFEST),
  // It writes the settings of Claude Code and Codex too: its home must never be a person's.
  prepare: (place) => {
    const settings = join(place.home, ".claude-code-router")
    mkdirSync(settings, { recursive: true })
    writeFileSync(join(settings, "config.json"), JSON.stringify(claudeCodeRouterConfig(place)))
    const cli = join(place.folder, "node_modules/@musistudio/claude-code-router/dist/main/cli.js")
    return {
      words: [place.node, cli, "serve", "--no-open", "--port", String(place.port + 1)],
      env: { NODE_ENV: "production", CCR_WEB_AUTH_TOKEN: PEER_KEY },
    }
  },
  ready: "/v1/models",
  client: ({ port }) => ({
    url: `http://127.0.0.1:${port}/v1`,
    options: { model: `openrouter/${PEER_MODEL}`, apiKey: PEER_KEY },
  }),
}

/** Version 3 takes this file over into its database at its first start. */
export function claudeCodeRouterConfig({ port, upstream }: Pick<Place, "port" | "upstream">) {
  return {
    APIKEY: PEER_KEY,
    HOST: "127.0.0.1",
    PORT: port,
    LOG: false,
    Providers: [
      {
        name: "openrouter",
        api_base_url: `${upstream}/chat/completions`,
        api_key: KEY,
        models: [PEER_MODEL],
        transformer: { use: ["openrouter"] },
      },
    ],
    Router: { default: `openrouter,${PEER_MODEL}` },
  }
}
