// Whether an address reaches OpenCode's own HTTP server, where a command would run past every rule.
import { UNKNOWN } from "./execution.ts"
import type { JudgeContext } from "./judge-context.ts"
import { addressesIn } from "./network/addresses-in.ts"
import { type Address, readAddress } from "./network/read-address.ts"

const LOOPBACK =
  /^((.+\.)?localhost\.?|127(\.\d+){1,3}|0\.0\.0\.0|0|\[?::1?\]?|\[?::ffff:(127[\d.:a-f]*|7f[0-9a-f]{2}:[0-9a-f]+|0:0)\]?|host\.docker\.internal|(.+\.)?(localtest\.me|lvh\.me|vcap\.me)|(.+\.)?127[.-]0[.-]0[.-]1\.(nip|sslip)\.io)$/i
/** What only OpenCode's server answers, on whatever port it listens. */
const OWN_PATHS =
  /^\/(session\/[^/]+\/(shell|command|message|prompt_async|permissions|init|revert)|permission\/|tui\/|pty(\/|$))/

/** @param address As it was written: `http://…`, or `host` and `port` as netcat takes them. */
export function isServerAddress(address: string, { serverUrl }: JudgeContext): boolean {
  const server = serverUrl === undefined ? undefined : readAddress(serverUrl)
  return addressesIn(address).some((candidate) => reaches(candidate, server))
}

function reaches(candidate: string, server: Address | undefined): boolean {
  const url = readAddress(candidate)
  if (!url) return false
  const loopback = LOOPBACK.test(url.hostname)
  const local = loopback || url.hostname.includes(UNKNOWN)
  if (local && OWN_PATHS.test(url.pathname)) return true
  if (!server) return false
  // On a host that is not known either, an unknown port may be any of the world's.
  if (loopback && LOOPBACK.test(server.hostname) && mayBe(url.port, server.port)) return true
  if (url.port !== server.port) return false
  return url.hostname === server.hostname || (local && LOOPBACK.test(server.hostname))
}

/** Whether a port of which some digits are unknown can be that port. */
function mayBe(port: string, known: string): boolean {
  if (!port.includes(UNKNOWN)) return port === known
  if (!/^[\d\0]*$/.test(port)) return true
  return new RegExp(`^${port.replaceAll(UNKNOWN, "\\d*")}$`).test(known)
}
