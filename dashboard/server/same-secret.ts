// Whether two secrets are the same, in a time that does not tell how much of them is.
import { createHash, timingSafeEqual } from "node:crypto"

export function sameSecret(given: string, known: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(hash(given), hash(known))
}
