// What can be read from the file that stands for a process substitution: `/dev/fd/63` for the first `<(…)`.
import { UNKNOWN } from "../execution.ts"
import type { Walk } from "./walk.ts"

/** The number bash gives the first one. */
const FIRST_DESCRIPTOR = 63

/** @returns the file's name. */
export function feed(output: string, walk: Walk): string {
  return `/dev/fd/${FIRST_DESCRIPTOR + walk.fed.push(output) - 1}`
}

export function fedBy(file: string, walk: Walk): string {
  return walk.fed[Number(file.slice("/dev/fd/".length)) - FIRST_DESCRIPTOR] ?? UNKNOWN
}
