// The same value with each of its strings changed, keys and all. Pure; what does not change is not copied.

export function mapStrings<Value>(value: Value, change: (text: string) => string): Value {
  return mapped(value, change) as Value
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value)
  if (Array.isArray(value)) return mappedArray(value, change)
  return isPlain(value) ? mappedObject(value, change) : value // bytes and URLs stay
}

function mappedArray(value: unknown[], change: (text: string) => string): unknown[] {
  let copy: unknown[] | undefined
  for (let at = 0; at < value.length; at++) {
    const inner = mapped(value[at], change)
    if (inner === value[at]) continue
    copy ??= value.slice()
    copy[at] = inner
  }
  return copy ?? value
}

function mappedObject(value: Record<string, unknown>, change: (text: string) => string): unknown {
  const keys = Object.keys(value)
  const after: [string, unknown][] = []
  let isChanged = false
  for (const key of keys) {
    const name = change(key)
    const inner = mapped(value[key], change)
    isChanged ||= name !== key || inner !== value[key]
    after.push([name, inner])
  }
  return isChanged ? Object.fromEntries(after) : value
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
