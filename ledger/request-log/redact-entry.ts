// An entry without secrets. A conversation is logged again with each of its calls, so of long texts it is remembered, by
// digest, which have none.
import { createHash } from "node:crypto"
import { redact } from "../redact.ts"
import { redactValue } from "../redact-value.ts"
import type { LogEntry } from "./log-entry.ts"

/** Texts below it are redacted as fast as looked up. */
const LONG = 2_000
/** Less than a megabyte of digests. */
const REMEMBERED = 10_000
/** A page of a book has some 2,000; a tool's result of this size says what it was. */
const MOST_CHARACTERS = 200_000

const clean = new Set<string>()

export function redactEntry(entry: LogEntry & Record<string, unknown>): unknown {
  return redactValue(entry, redactText)
}

function redactText(text: string): string {
  const kept = text.length <= MOST_CHARACTERS ? text : shortened(text)
  if (kept.length < LONG) return redact(kept)
  const digest = createHash("sha256").update(kept).digest("base64")
  if (clean.has(digest)) return kept
  const safe = redact(kept)
  if (safe === kept) remember(digest)
  return safe
}

function shortened(text: string): string {
  return `${text.slice(0, MOST_CHARACTERS)}\n[${text.length - MOST_CHARACTERS} more characters]`
}

function remember(digest: string): void {
  clean.add(digest)
  const [oldest] = clean
  if (clean.size > REMEMBERED && oldest !== undefined) clean.delete(oldest)
}
