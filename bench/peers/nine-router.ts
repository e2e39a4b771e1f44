// 9router: its server started as its container does, and set up by its own API as its dashboard does.
import { join } from "node:path"
import { KEY } from "../overhead/asks.ts"
import { installNpm } from "./install.ts"
import { PEER_KEY, PEER_MODEL, type Peer } from "./peer.ts"

/** better-sqlite3 is what its own installer puts beside it. */
const MANIFEST = { dependencies: { "9router": "0.5.69", "better-sqlite3": "13.0.3" } }

export const nineRouter: Peer = {
  name: "9router",
  settings: "production, as its container; a key, no log of requests, its other defaults",
  install: (folder) => installNpm(folder, MANIFEST),
  prepare: ({ folder, home, node, port }) => ({
    words: [node, "--dns-result-order=ipv4first", "--max-old-space-size=6144", "custom-server.js"],
    cwd: join(folder, "node_modules/9router/app"),
    env: {
      NODE_ENV: "production",
      NODE_PATH: join(folder, "node_modules"),
      DATA_DIR: join(home, "data"),
      HOSTNAME: "127.0.0.1",
      PORT: String(port),
      JWT_SECRET: PEER_KEY.repeat(3),
      INITIAL_PASSWORD: PEER_KEY,
      ENABLE_REQUEST_LOGS: "false",
    },
  }),
  ready: "/api/health",
  client: async ({ port, upstream }) => {
    const url = `http://127.0.0.1:${port}`
    return { url: `${url}/v1`, options: { model: `bench/${PEER_MODEL}`, apiKey: await setUp(url, upstream) } }
  },
}

/** @returns a key for its clients. */
async function setUp(url: string, upstream: string): Promise<string> {
  const signedIn = await post(`${url}/api/auth/login`, { password: PEER_KEY })
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? ""
  const provider = {
    type: "openai-compatible",
    name: "bench",
    prefix: "bench",
    apiType: "chat",
    baseUrl: upstream,
  }
  const made = await post(`${url}/api/provider-nodes`, provider, cookie)
  const { node } = (await made.json()) as { node: { id: string } }
  await post(`${url}/api/providers`, { provider: node.id, apiKey: KEY, name: "bench" }, cookie)
  const { key } = (await (await post(`${url}/api/keys`, { name: "bench" }, cookie)).json()) as { key: string }
  return key
}

/** @throws where it is refused. */
async function post(url: string, body: object, cookie = ""): Promise<Response> {
  const headers = { "content-type": "application/json", cookie }
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`it answered ${new URL(url).pathname} with ${answer.status}`)
  return answer
}
