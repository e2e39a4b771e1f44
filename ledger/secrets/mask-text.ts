// A text with placeholders in place of the secrets that are certain, and what was found in it. Pure but for the names of
// the secrets, whose key lies in Ralex's own folder.
import type { Found } from "./find-secrets.ts"
import { fingerprintOf } from "./fingerprint.ts"
import { placeholderOf } from "./placeholder.ts"
import { secretsIn } from "./secrets-in.ts"

export interface Masking {
  /** Ralex's own folder. */
  data: string
  /** `warn`: nothing is masked, all is told. */
  all: "mask" | "warn"
}

export interface NamedSecret {
  kind: string
  fingerprint: string
  isMasked: boolean
}

export interface MaskedText {
  text: string
  found: NamedSecret[]
}

/** @param known What stands in the text, where somebody has looked already. */
export function maskText(
  text: string,
  { data, all }: Masking,
  known: readonly Found[] = secretsIn(text),
): MaskedText {
  if (known.length === 0) return { text, found: [] }
  const named = known.map((each) => ({
    ...each,
    fingerprint: fingerprintOf(text.slice(each.from, each.to), data),
    isMasked: all === "mask" && each.certain,
  }))
  let from = 0
  const pieces = named.flatMap(({ isMasked, kind, fingerprint, ...stretch }) => {
    if (!isMasked) return []
    const before = text.slice(from, stretch.from)
    from = stretch.to
    return [before, placeholderOf(kind, fingerprint)]
  })
  return {
    text: pieces.join("") + text.slice(from),
    found: named.map(({ kind, fingerprint, isMasked }) => ({ kind, fingerprint, isMasked })),
  }
}
