// LiteLLM's proxy, as its guide for production has it for each container: one Uvicorn worker, logs of errors only.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { KEY } from "../overhead/asks.ts"
import { installPython } from "./install.ts"
import { PEER_KEY, PEER_MODEL, type Peer } from "./peer.ts"

/** The second is the newest whose extra "proxy" was whole in a registry that had the first without its parts. */
const VERSIONS = ["1.110.2", "1.108.7"]

export const liteLlm: Peer = {
  name: "LiteLLM proxy",
  settings: "one Uvicorn worker, a master key, no database, logs of errors only, no telemetry",
  install: (folder) => installPython(folder, "litellm", "proxy", VERSIONS),
  prepare: ({ folder, home, port, upstream }) => {
    const config = join(home, "config.yaml")
    writeFileSync(config, liteLlmConfig(upstream))
    const at = ["--host", "127.0.0.1", "--port", String(port)]
    return {
      words: [
        join(folder, "bin", "litellm"),
        "--config",
        config,
        ...at,
        "--num_workers",
        "1",
        "--telemetry",
        "False",
      ],
      env: { LITELLM_MODE: "PRODUCTION", LITELLM_LOG: "ERROR", LITELLM_LOCAL_MODEL_COST_MAP: "True" },
    }
  },
  ready: "/health/liveliness",
  client: ({ port }) => ({
    url: `http://127.0.0.1:${port}/v1`,
    options: { model: PEER_MODEL, apiKey: PEER_KEY },
  }),
}

/** YAML, of which JSON is a part. */
export function liteLlmConfig(upstream: string): string {
  return JSON.stringify({
    model_list: [
      {
        model_name: PEER_MODEL,
        litellm_params: { model: `openrouter/${PEER_MODEL}`, api_base: upstream, api_key: KEY },
      },
    ],
    general_settings: { master_key: PEER_KEY },
    litellm_settings: { request_timeout: 600, set_verbose: false },
  })
}
