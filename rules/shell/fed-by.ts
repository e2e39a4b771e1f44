// What can be read from the file that stands for a process substitution `<(…)`.
import { UNKNOWN } from "../execution.ts"
import type { Walk } from "./walk.ts"

/** No number, as bash would give: it gives one again when the first is closed, and a text may name it too. */
const PREFIX = "/dev/fd/substitution-"

/** @returns the file's name. */
export function feed(output: string, walk: Walk): string {
  return `${PREFIX}${walk.fed.push(output)}`
}

export function fedBy(file: string, walk: Walk): string {
  return walk.fed[Number(file.slice(PREFIX.length)) - 1] ?? UNKNOWN
}
