// A short name for a secret, the same in every session of this machine's user. Its key never leaves the machine, so that
// nobody who reads the name can try out what the secret was.
import { createHmac } from "node:crypto"
import { machineKey } from "../../config/index.ts"

const KEY_FILE = "fingerprint.key"
const CHARACTERS = 8

/** @param data Ralex's own folder, which models can not read. */
export function fingerprintOf(secret: string, data: string): string {
  const key = machineKey(data, KEY_FILE)
  return createHmac("sha256", key).update(secret).digest("hex").slice(0, CHARACTERS)
}
