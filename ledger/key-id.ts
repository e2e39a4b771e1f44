// Tells keys apart in the ledger without holding any: the beginning of a key's SHA-256, twelve hexadecimal digits.
import { createHash } from "node:crypto"

export function keyIdOf(apiKey: string): string {
  return createHash("sha256").update(apiKey).digest("hex").slice(0, 12)
}
