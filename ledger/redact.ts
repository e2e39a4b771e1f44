// Takes keys, tokens and passwords out of a text before it is kept or shown; the one place that every sink uses.
// It knows shapes and names, so it can miss a secret that has neither.
import { forgetOldest } from "../config/index.ts"
import { namedSecrets, secretShapes } from "./secret-shapes.ts"
import { anyMark } from "./secrets/any-mark.ts"
import { findPrivateKeys } from "./secrets/find-private-keys.ts"

export const MASK = "[redacted]"

interface Secret {
  /** Where none of these stands, the pattern fits nothing. */
  marks: readonly string[]
  pattern: RegExp
  /** The first group, where there is one, is kept. */
  replacement: string
}

/** A private key in PEM, also one that was cut off; those that tools have dressed up are found before. */
const privateKey =
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/

const secrets: Secret[] = [
  { marks: ["PRIVATE KEY"], pattern: global(privateKey, ""), replacement: MASK },
  ...secretShapes.map(({ marks, pattern }) => ({
    marks,
    pattern: global(pattern, pattern.flags),
    replacement: MASK,
  })),
]

/** Their marks are in lower case. */
const named: Secret[] = namedSecrets.map(({ marks, pattern }) => ({
  marks,
  pattern: global(pattern, "i"),
  replacement: `$1${MASK}`,
}))

function global(pattern: RegExp, flags: string): RegExp {
  return new RegExp(pattern.source, `g${flags}`)
}

/** Short texts without a secret, such as the signals of each call. */
const clean = new Set<string>()
const SHORT = 200
const REMEMBERED = 2_000

/** `text` with each secret that is recognised as "[redacted]". */
export function redact(text: string): string {
  if (clean.has(text)) return text
  const safe = redacted(text)
  if (safe === text && text.length <= SHORT) remember(text)
  return safe
}

function remember(text: string): void {
  clean.add(text)
  forgetOldest(clean, REMEMBERED)
}

const ownMark = anyMark(secrets.flatMap(({ marks }) => marks))
const namedMark = anyMark(
  named.flatMap(({ marks }) => marks),
  "i",
)

function redacted(text: string): string {
  // One look for all marks: most short texts are names, numbers and times.
  if (text.length <= SHORT && !ownMark.test(text) && !namedMark.test(text)) return text
  const unmarked = secrets.reduce(
    (safe, secret) => (secret.marks.some((mark) => safe.includes(mark)) ? replaced(safe, secret) : safe),
    withoutPrivateKeys(text),
  )
  const lower = unmarked.toLowerCase()
  return named.reduce(
    (safe, secret) => (secret.marks.some((mark) => lower.includes(mark)) ? replaced(safe, secret) : safe),
    unmarked,
  )
}

function replaced(text: string, { pattern, replacement }: Secret): string {
  return text.replace(pattern, replacement)
}

function withoutPrivateKeys(text: string): string {
  return findPrivateKeys(text).reduceRight(
    (left, { from, to }) => `${left.slice(0, from)}${MASK}${left.slice(to)}`,
    text,
  )
}
