// A value as JSON would have it, with each secret in it taken out: in its strings, its keys, what a key's name calls
// secret, and what follows a flag such as --token in a list of words. Pure.
import { MASK, redact } from "./redact.ts"

/** @param each How one text is redacted; left out, by redact.ts itself. */
export function redactValue<Value>(value: Value, each: (text: string) => string = redact): Value {
  return redacted(value, each) as Value
}

function redacted(value: unknown, each: (text: string) => string): unknown {
  if (typeof value === "string") return text(value, each)
  if (Array.isArray(value)) return words(value, each)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [each(name), named(name, inner, each)]),
  )
}

/** The arguments of a tool call, or what a tool gave back, are a value themselves. */
function text(value: string, each: (text: string) => string): string {
  const inner = parsed(value)
  if (inner === undefined) return each(value)
  const safe = JSON.stringify(redacted(inner, each))
  return safe === JSON.stringify(inner) ? each(value) : safe
}

function parsed(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return undefined
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

function named(name: string, value: unknown, each: (text: string) => string): unknown {
  if (typeof value !== "string" || value === "" || !callsSecret(name)) return redacted(value, each)
  return MASK
}

function words(values: readonly unknown[], each: (text: string) => string): unknown[] {
  return values.map((value, index) => {
    const before = values[index - 1]
    const isSecret = typeof value === "string" && typeof before === "string" && isSecretFlag(before)
    return isSecret && !value.startsWith("-") ? MASK : redacted(value, each)
  })
}

const LONGEST_NAME = 100
const SAMPLE = "x1y2z3"

function callsSecret(name: string): boolean {
  return name.length <= LONGEST_NAME && redact(`"${name}": "${SAMPLE}"`).includes(MASK)
}

function isSecretFlag(word: string): boolean {
  return (
    /^-[\w-]+$/.test(word) && word.length <= LONGEST_NAME && !redact(`${word} ${SAMPLE}`).includes(SAMPLE)
  )
}
