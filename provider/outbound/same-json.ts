// Whether two values are the same as JSON, and a copy that nobody else can change. Pure; many times as fast as node's.
import { isDeepStrictEqual } from "node:util"

export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, at) => isSameJson(item, other[at]))
  return isPlain(one) && isPlain(other) ? isSameObject(one, other) : isDeepStrictEqual(one, other)
}

function isSameObject(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  let more = 0
  for (const key in one) {
    if (!Object.hasOwn(other, key) || !isSameJson(one[key], other[key])) return false
    more++
  }
  for (const _key in other) more--
  return more === 0
}

export interface Copy<Value> {
  copy: Value
  /** Of all its texts. */
  characters: number
}

/** Texts and bytes are shared, arrays and objects are not. */
export function copyJson<Value>(value: Value): Copy<Value> {
  let characters = 0
  const copied = (inner: unknown): unknown => {
    if (typeof inner === "string") characters += inner.length
    if (inner instanceof Uint8Array) characters += inner.byteLength
    if (Array.isArray(inner)) return inner.map(copied)
    if (!isPlain(inner)) return inner
    const copy = { ...inner } // keeps the object's form, which makes it quick to read
    for (const key in copy) copy[key] = copied(copy[key])
    return copy
  }
  return { copy: copied(value) as Value, characters }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
