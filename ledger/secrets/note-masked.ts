// Remembers which placeholders models of an instance were given, so that the plugin knows one in what they want to run.
import type { Instance } from "../../config/index.ts"
import type { NamedSecret } from "./mask-text.ts"
import { placeholderOf } from "./placeholder.ts"

export function noteMasked(found: readonly NamedSecret[], instance: Instance): void {
  instance.masked ??= new Set()
  for (const { kind, fingerprint, isMasked } of found)
    if (isMasked) instance.masked.add(placeholderOf(kind, fingerprint))
}
