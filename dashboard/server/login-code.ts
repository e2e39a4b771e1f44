// The code of a one-time link: whoever can read the dashboard's key can make one, and the running server takes each
// once. Pure but for the nonce; times are milliseconds since 1970.
import { createHmac, randomBytes } from "node:crypto"
import { sameSecret } from "./same-secret.ts"

export interface LoginKey {
  /** What only this user's Ralex can read. */
  key: string
  /** The run of the server, so that a code is worth nothing after it. */
  run: string
}

export interface ReadCode {
  nonce: string
  expiresAt: number
}

export function makeLoginCode(login: LoginKey, expiresAt: number): string {
  const nonce = randomBytes(12).toString("base64url")
  return `${nonce}.${expiresAt}.${signatureOf(login, nonce, expiresAt)}`
}

/** @returns undefined for a code that is not the key's or is over; that it was used is not known here. */
export function readLoginCode(login: LoginKey, code: string, now: number): ReadCode | undefined {
  const [, nonce = "", expires = "", signature = ""] =
    /^([\w-]{16})\.(\d{1,15})\.([\w-]{43})$/.exec(code) ?? []
  const expiresAt = Number(expires)
  if (!sameSecret(signature, signatureOf(login, nonce, expiresAt))) return undefined
  return expiresAt > now ? { nonce, expiresAt } : undefined
}

/** Proof that a server has the key, which it tells nobody. */
export function proofOf({ key, run }: LoginKey, challenge: string): string {
  return createHmac("sha256", key).update(`here\n${run}\n${challenge}`).digest("base64url")
}

function signatureOf({ key, run }: LoginKey, nonce: string, expiresAt: number): string {
  return createHmac("sha256", key).update(`login\n${run}\n${nonce}\n${expiresAt}`).digest("base64url")
}
