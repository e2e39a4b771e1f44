// Whether an address reaches OpenCode's own HTTP server, where a command would run past every rule.
import { UNKNOWN } from "./execution.ts"
import type { JudgeContext } from "./judge-context.ts"

const LOOPBACK =
  /^((.+\.)?localhost\.?|127(\.\d+){1,3}|0\.0\.0\.0|0|\[?::1?\]?|\[?::ffff:127[\d.:a-f]*\]?|host\.docker\.internal)$/i
/** What only OpenCode's server answers, on whatever port it listens. */
const OWN_PATHS =
  /^\/(session\/[^/]+\/(shell|command|message|prompt_async|permissions|init|revert)|permission\/|tui\/|pty(\/|$))/

/** @param address As it was written: `http://…`, or `host` and `port` as netcat takes them. */
export function isServerAddress(address: string, { serverUrl }: JudgeContext): boolean {
  const url = readAddress(address)
  if (!url) return false
  const local = LOOPBACK.test(url.hostname) || url.hostname.includes(UNKNOWN)
  if (local && OWN_PATHS.test(url.pathname)) return true
  const server = serverUrl === undefined ? undefined : readAddress(serverUrl)
  if (!server || url.port !== server.port) return false
  return url.hostname === server.hostname || (local && LOOPBACK.test(server.hostname))
}

interface Address {
  hostname: string
  port: string
  pathname: string
}

function readAddress(address: string): Address | undefined {
  // httpie takes :4096 for localhost:4096.
  if (address.startsWith(":")) return readAddress(`localhost${address}`)
  const complete = /^\w+:\/\//.test(address) ? address : `http://${address}`
  // The parser also undoes disguises, such as 2130706433 for 127.0.0.1.
  if (!address.includes(UNKNOWN) && URL.canParse(complete)) {
    const { protocol, hostname, port, pathname } = new URL(complete)
    return { hostname, port: port || (/^(https|wss):$/.test(protocol) ? "443" : "80"), pathname }
  }
  const found = address.match(/^(?:(\w+):\/\/)?(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]+)(?::([^/?#]*))?(\/[^?#]*)?/)
  if (!found) return undefined
  const [, scheme = "http", hostname = "", port, pathname = "/"] = found
  return { hostname, port: port || (scheme === "https" || scheme === "wss" ? "443" : "80"), pathname }
}
