// Takes keys, tokens and passwords out of a text before it is kept or shown; the one place that every sink uses.
// It knows shapes and names, so it can miss a secret that has neither.
import { namedSecrets, secretShapes } from "./secret-shapes.ts"

export const MASK = "[redacted]"

interface Secret {
  pattern: RegExp
  /** The first group, where there is one, is kept. */
  replacement: string
}

/** A private key in PEM, also one that was cut off. */
const privateKey =
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/

const secrets: Secret[] = [
  { pattern: global(privateKey, ""), replacement: MASK },
  ...secretShapes.map(({ pattern }) => ({ pattern: global(pattern, pattern.flags), replacement: MASK })),
  ...namedSecrets.map((pattern) => ({ pattern: global(pattern, "i"), replacement: `$1${MASK}` })),
]

function global(pattern: RegExp, flags: string): RegExp {
  return new RegExp(pattern.source, `g${flags}`)
}

/** `text` with each secret that is recognised as "[redacted]". */
export function redact(text: string): string {
  return secrets.reduce((safe, { pattern, replacement }) => safe.replace(pattern, replacement), text)
}
