// Whether an address reaches OpenCode's own HTTP server, where a command would run past every rule.
import { UNKNOWN } from "./execution.ts"
import type { JudgeContext } from "./judge-context.ts"
import { expandBraces } from "./shell/expand-braces.ts"

const LOOPBACK =
  /^((.+\.)?localhost\.?|127(\.\d+){1,3}|0\.0\.0\.0|0|\[?::1?\]?|\[?::ffff:(127[\d.:a-f]*|7f[0-9a-f]{2}:[0-9a-f]+|0:0)\]?|host\.docker\.internal|(.+\.)?(localtest\.me|lvh\.me|vcap\.me)|(.+\.)?127[.-]0[.-]0[.-]1\.(nip|sslip)\.io)$/i
/** What only OpenCode's server answers, on whatever port it listens. */
const OWN_PATHS =
  /^\/(session\/[^/]+\/(shell|command|message|prompt_async|permissions|init|revert)|permission\/|tui\/|pty(\/|$))/
/** Of curl's ranges, such as `[4000-4100]`, no more are tried one by one. */
const MAXIMUM_RANGE = 1_000

/** @param address As it was written: `http://…`, or `host` and `port` as netcat takes them. */
export function isServerAddress(address: string, { serverUrl }: JudgeContext): boolean {
  const server = serverUrl === undefined ? undefined : readAddress(serverUrl)
  return candidates(address).some((candidate) => reaches(candidate, server))
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

const RANGE = /\[(\w+)-(\w+)(?::\d+)?\]/g

/** What curl makes of `{a,b}` and `[1-9]`; an IPv6 address in brackets has no dash. */
function candidates(address: string): string[] {
  const ranges = [...address.matchAll(RANGE)]
  const [only] = ranges
  if (!only) return braced(address)
  const [from, to] = [Number(only[1]), Number(only[2])]
  const size = to - from + 1
  const isSimple = ranges.length === 1 && size > 0 && size <= MAXIMUM_RANGE && !address.includes("{")
  if (!isSimple) return braced(address.replace(RANGE, UNKNOWN))
  return Array.from({ length: size }, (_, index) => address.replace(only[0], String(from + index)))
}

/** Too many alternatives are any. */
function braced(address: string): string[] {
  if (!address.includes("{")) return [address]
  return expandBraces(address) ?? [address.replace(/\{[^{}]*\}/g, UNKNOWN)]
}

interface Address {
  hostname: string
  port: string
  pathname: string
}

function readAddress(written: string): Address | undefined {
  const address = written.replace(/^(\w+):\/(?!\/)/, "$1://") // as curl mends it
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
