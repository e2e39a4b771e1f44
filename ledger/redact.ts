// Takes keys, tokens and passwords out of a text before it is kept or shown.

const MASK = "[redacted]"

/** `text` with each secret that is recognised as "[redacted]". */
export function redact(text: string): string {
  return text.replace(/\bsk-[\w-]{12,}/g, MASK)
}
