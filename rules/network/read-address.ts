// Scheme, host, port and path of an address as programs take it: with or without a scheme, disguised, partly unknown.
import { UNKNOWN } from "../execution.ts"
import { remembering } from "../remembering.ts"

export interface Address {
  /** In lower case, with a colon: `https:`. */
  readonly protocol: string
  readonly hostname: string
  readonly port: string
  readonly pathname: string
}

/** Only in these does the parser undo disguises of a host, such as 2130706433 for 127.0.0.1. */
const UNDISGUISED = /^(https?|wss?|ftp):/i

export const readAddress = remembering((written: string): Address | undefined => {
  const address = written.trim().replace(/^(\w+):\/(?!\/)/, "$1://") // as curl mends it
  // httpie takes :4096 for localhost:4096.
  if (address.startsWith(":")) return readAddress(`localhost${address}`)
  const complete = /^\w[\w+.-]*:\/\//.test(address) ? address : `http://${address}`
  const protocol = `${complete.slice(0, complete.indexOf(":")).toLowerCase()}:`
  const parsed = UNDISGUISED.test(complete) ? complete : complete.replace(/^[^:]+/, "http")
  if (!address.includes(UNKNOWN) && URL.canParse(parsed)) {
    const { hostname, port, pathname } = new URL(parsed)
    return { protocol, hostname, port: port || usualPort(protocol), pathname }
  }
  const found = complete.match(/^[^:]+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]+)(?::([^/?#]*))?(\/[^?#]*)?/)
  if (!found) return undefined
  const [, hostname = "", port, pathname = "/"] = found
  return { protocol, hostname, port: port || usualPort(protocol), pathname }
})

function usualPort(protocol: string): string {
  return /^(https|wss):$/.test(protocol) ? "443" : "80"
}
