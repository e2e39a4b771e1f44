// The same value with each of its strings changed, keys and all. Pure; what does not change is not copied.

export function mapStrings<Value>(value: Value, change: (text: string) => string): Value {
  return mapped(value, change) as Value
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value)
  if (Array.isArray(value)) {
    const items = value.map((item) => mapped(item, change))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (!isPlain(value)) return value // bytes, an URL
  const before = Object.entries(value)
  const after = before.map(([key, inner]) => [change(key), mapped(inner, change)] as const)
  const changed = after.some(
    ([key, inner], index) => key !== before[index]?.[0] || inner !== before[index]?.[1],
  )
  return changed ? Object.fromEntries(after) : value
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
