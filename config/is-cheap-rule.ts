// Whether a rule of a project that nobody trusts costs the guard no time and takes nothing from other rules. Pure.

/** Globs with more of these backtrack, on a text that the same stranger may have chosen. `words` never does. */
const COSTLY = /\*.*[^*].*\*|[()[\]+?]|\{.*\{/
const LARGEST = 4_000
/** Texts that are no globs, or are matched in bounded time. */
const FREE = new Set(["id", "reason", "suggestion", "examples", "words", "severity"])

export function isCheapRule(rule: Record<string, unknown>): boolean {
  // Looks at the disk are few and share their time: a stranger's rule could use them up.
  if (rule.recoverable !== undefined || rule.only !== undefined) return false
  return JSON.stringify(rule).length <= LARGEST && isCheap(rule)
}

function isCheap(value: unknown): boolean {
  if (typeof value === "string") return !COSTLY.test(value)
  if (Array.isArray(value)) return value.every(isCheap)
  if (typeof value !== "object" || value === null) return true
  return Object.entries(value).every(([key, inner]) => FREE.has(key) || (isCheap(key) && isCheap(inner)))
}
