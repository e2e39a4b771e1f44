// An entry as a line, without secrets. A conversation is logged again with each of its calls, so of long texts it is remembered, by
// digest, which have none.
import { createHash } from "node:crypto"
import { forgetOldest } from "../../config/index.ts"
import { redact } from "../redact.ts"
import { redactValue } from "../redact-value.ts"
import type { LogEntry } from "./log-entry.ts"

/** Texts below it are redacted as fast as looked up. */
const LONG = 2_000
/** Less than a megabyte of digests. */
const REMEMBERED = 10_000
/** A page of a book has some 2,000; a tool's result of this size says what it was. */
const MOST_CHARACTERS = 200_000

const LONGEST_SECRET = 20_000

const clean = new Set<string>()

export function redactedLine(entry: LogEntry & Record<string, unknown>): string {
  return `${JSON.stringify(redactValue<unknown>(entry, redactText))}\n`
}

function redactText(text: string): string {
  if (text.length > MOST_CHARACTERS) return shortened(text)
  if (text.length < LONG) return redact(text)
  const digest = createHash("sha256").update(text).digest("base64")
  if (clean.has(digest)) return text
  const safe = redact(text)
  if (safe === text) remember(digest)
  return safe
}

/** A secret that the end would cut in two is seen whole before. */
function shortened(text: string): string {
  const safe = redact(text.slice(0, MOST_CHARACTERS + LONGEST_SECRET)).slice(0, MOST_CHARACTERS)
  return `${safe}\n[${text.length - MOST_CHARACTERS} more characters]`
}

function remember(digest: string): void {
  clean.add(digest)
  forgetOldest(clean, REMEMBERED)
}
