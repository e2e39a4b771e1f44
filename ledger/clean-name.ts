// What a call is known by (project, session, agent, model, …) as it is kept: rows, limits and look-ups have it by the
// same words, so each name is cleaned here before it is written or asked for. Pure.
import { LRUCache } from "lru-cache"
import type { Part } from "./ledger.ts"
import { printable } from "./printable.ts"
import { redact } from "./redact.ts"

/** What is left of a text with a secret may read as another one; more often than that none was seen to. */
const MOST_PASSES = 4

/** Names found to be clean: the same few are asked for with each call. */
const clean = new LRUCache<string, true>({ max: 2_000 })
/** A longer one is none that comes again. */
const LONGEST = 500

/** Without secrets, and on one line. Of a name that is clean it makes nothing else. */
export function cleanName(name: string): string {
  if (clean.has(name)) return name
  const safe = cleaned(name, MOST_PASSES)
  if (safe === name && name.length <= LONGEST) clean.set(name, true)
  return safe
}

function cleaned(name: string, passes: number): string {
  const safe = cleanText(name).replace(/[\t\n]/g, "?")
  return safe === name || passes === 1 ? safe : cleaned(safe, passes - 1)
}

/** Without secrets, and without what could hide or forge a line of a terminal. */
export function cleanText(text: string): string {
  return printable(redact(text))
}

/** A limit's part, or that of a sum. */
export function cleanPart<Of extends { [Name in keyof Of]?: string | undefined }>(part: Of): Of {
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, typeof value === "string" ? cleanName(value) : value]),
  ) as Of
}

/** With the names in its part as the ledger has them. */
export function cleanLimit<Of extends { part?: Part }>(limit: Of): Of {
  return limit.part === undefined ? limit : { ...limit, part: cleanPart(limit.part) }
}

/** `model:ID` or `provider:NAME`: what kind it is stays. */
export function cleanKey(key: string): string {
  const at = key.indexOf(":") + 1
  return key.slice(0, at) + cleanName(key.slice(at))
}
