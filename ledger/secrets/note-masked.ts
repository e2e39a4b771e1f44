// Remembers which placeholders models of an instance were given, so that the plugin knows one in what they want to run.
import { forgetOldest, type Instance } from "../../config/index.ts"
import type { NamedSecret } from "./mask-text.ts"
import { placeholderOf } from "./placeholder.ts"

/** A model is given no more of them in all the conversations that it still has. */
const MOST_PLACEHOLDERS = 5_000

export function noteMasked(found: readonly NamedSecret[], instance: Instance): void {
  instance.masked ??= new Set()
  for (const { kind, fingerprint, isMasked } of found) {
    if (!isMasked) continue
    const placeholder = placeholderOf(kind, fingerprint)
    instance.masked.delete(placeholder) // so that the newest stands last
    instance.masked.add(placeholder)
  }
  forgetOldest(instance.masked, MOST_PLACEHOLDERS)
}
