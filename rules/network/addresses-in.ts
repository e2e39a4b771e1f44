// The addresses that curl makes of one with `{a,b}` or `[1-9]` in it.
import { UNKNOWN } from "../execution.ts"
import { expandBraces } from "../shell/expand-braces.ts"

/** Of curl's ranges, such as `[4000-4100]`, no more are tried one by one. */
const MAXIMUM_RANGE = 1_000

const RANGE = /\[(\w+)-(\w+)(?::\d+)?\]/g

/** What curl makes of `{a,b}` and `[1-9]`; an IPv6 address in brackets has no dash. */
export function addressesIn(address: string): string[] {
  const ranges = [...address.matchAll(RANGE)]
  const [only] = ranges
  if (!only) return braced(address)
  const [from, to] = [Number(only[1]), Number(only[2])]
  const size = to - from + 1
  const isSimple = ranges.length === 1 && size > 0 && size <= MAXIMUM_RANGE && !address.includes("{")
  if (!isSimple) return braced(address.replace(RANGE, UNKNOWN))
  return Array.from({ length: size }, (_, index) => address.replace(only[0], String(from + index)))
}

/** Too many alternatives are any. */
function braced(address: string): string[] {
  if (!address.includes("{")) return [address]
  return expandBraces(address) ?? [address.replace(/\{[^{}]*\}/g, UNKNOWN)]
}
