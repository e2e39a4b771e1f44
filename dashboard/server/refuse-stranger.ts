// Who may not even ask: a page of another origin, a name that was pointed at this machine (DNS rebinding), and whoever
// wants to change something. Pure.
import { isIP } from "node:net"

export type Refusal = { status: 403 | 405 | 421 } | undefined

export interface Asked {
  method: string
  headers: Headers
  /** The path is that of the one-time link, which is opened from a terminal, a mail or a file. */
  isLogin: boolean
}

/** @param bound What the server listens on, as `--host` has it. */
export function refuseStranger({ method, headers, isLogin }: Asked, bound: string): Refusal {
  const host = headers.get("host")
  if (host === null || !isOwnHost(host, bound)) return { status: 421 }
  if (method !== "GET" && method !== "HEAD") return { status: 405 }
  const origin = headers.get("origin")
  if (origin !== null && origin !== `http://${host}`) return { status: 403 }
  const site = headers.get("sec-fetch-site")
  if (site === null || site === "same-origin" || site === "none") return undefined
  const opened = headers.get("sec-fetch-mode") === "navigate" && headers.get("sec-fetch-dest") === "document"
  return isLogin && opened ? undefined : { status: 403 }
}

/** A number can not be pointed anywhere else, so any will do; of names, only this machine's own and that of `--host`. */
function isOwnHost(host: string, bound: string): boolean {
  const name = host
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase()
  return isIP(name) !== 0 || name === "localhost" || name === bound.toLowerCase()
}
