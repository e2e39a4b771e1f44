// Doctor: whether somebody answers at each of the person's own endpoints. No key is sent there.
import type { Config } from "../../config/index.ts"
import type { Finding } from "../contract.ts"

/** A local server that loads its model answers this at once. */
const ANSWER_MS = 5_000

export function checkUpstreams(
  { upstreams }: Pick<Config, "upstreams">,
  network: "online" | "offline",
): Promise<Finding[]> {
  const named = network === "online" ? Object.entries(upstreams) : []
  return Promise.all(named.map(([name, { baseUrl }]) => checkUpstream(name, baseUrl)))
}

async function checkUpstream(name: string, baseUrl: string): Promise<Finding> {
  const id = "own-upstream"
  try {
    // Whatever it says of a request without a key, it is there.
    await fetch(`${baseUrl.replace(/\/+$/, "")}/models`, { signal: AbortSignal.timeout(ANSWER_MS) })
    return { id, level: "ok", message: `The upstream ${name} answers at ${baseUrl}.`, fix: null }
  } catch {
    const message = `The upstream ${name} does not answer at ${baseUrl}.`
    return {
      id,
      level: "warn",
      message,
      fix: `Start it, or correct upstreams.${name}.baseUrl in ralex.yaml.`,
    }
  }
}
