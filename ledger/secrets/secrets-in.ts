// The secrets in a text, looked for once: a conversation is sent again with each of its calls. What is remembered is where
// they stand, by a digest of the text; never a secret, nor a text.
import { createHash } from "node:crypto"
import { keepNewest } from "../../config/index.ts"
import { type Found, findSecrets } from "./find-secrets.ts"

/** Some megabytes of memory at most, and more texts than a conversation has. */
const REMEMBERED = 20_000
/** No secret that is looked for is shorter. */
const SHORTEST = 12

const NONE: readonly Found[] = []
const known = new Map<string, readonly Found[]>()

/** @param text Well-formed: two texts that only differ in broken characters have one digest. */
export function secretsIn(text: string): readonly Found[] {
  if (text.length < SHORTEST) return NONE
  const digest = createHash("sha256").update(text).digest("base64")
  const found = known.get(digest) ?? orNone(findSecrets(text))
  keepNewest(known, digest, found, REMEMBERED)
  return found
}

/** Most texts hold none. */
function orNone(found: readonly Found[]): readonly Found[] {
  return found.length === 0 ? NONE : found
}
