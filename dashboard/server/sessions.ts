// Who is logged in: the cookies of this run of the server, and the codes that were used for them.
import { createHash, randomBytes } from "node:crypto"
import { type LoginKey, readLoginCode } from "./login-code.ts"

/** Browsers of one person; the oldest makes room. */
const MOST_SESSIONS = 50

export interface Sessions {
  /** The new cookie's value; undefined for a code that is wrong, over or used. */
  exchange: (code: string) => string | undefined
  has: (cookie: string) => boolean
}

export function openSessions(login: LoginKey, now: () => number): Sessions {
  const cookies = new Set<string>()
  const used = new Map<string, number>()
  return {
    exchange: (code) => {
      const read = readLoginCode(login, code, now())
      for (const [nonce, expiresAt] of used) if (expiresAt <= now()) used.delete(nonce)
      if (read === undefined || used.has(read.nonce)) return undefined
      used.set(read.nonce, read.expiresAt)
      const cookie = randomBytes(32).toString("base64url")
      cookies.add(digest(cookie))
      for (const oldest of [...cookies].slice(0, -MOST_SESSIONS)) cookies.delete(oldest)
      return cookie
    },
    // Digests are looked up, so that the time it takes tells nothing of a cookie.
    has: (cookie) => cookies.has(digest(cookie)),
  }
}

function digest(cookie: string): string {
  return createHash("sha256").update(cookie).digest("base64url")
}
