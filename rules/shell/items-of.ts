// The items of a list that xargs or parallel reads; one that nobody knows when the input tells none.
import { UNKNOWN } from "../execution.ts"

export function itemsOf(input: string, separator: RegExp): string[] {
  const items = input.split(separator).filter((item) => item !== "")
  return items.length > 0 ? items : [UNKNOWN]
}
