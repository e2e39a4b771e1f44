// Whether what is executed, in one line, matches a glob in which `*` is any text: in time that no glob can blow up.
import type { Execution } from "./execution.ts"
import type { Bounds } from "./paths/bounds.ts"
import { TooComplex } from "./shell/too-complex.ts"
import { UNKNOWN } from "./unknown.ts"

/** What is behind this of a line is taken as not known. */
const LONGEST_LINE = 4_096
/** All globs on all lines of one call together; past it the call is denied. */
const MOST_STEPS = 20_000_000

const spent = new WeakMap<Bounds, number>()

/** What is known only at run time may be what the glob says, so it counts as a match. */
export function wordsMatch(globs: readonly string[], execution: Execution, bounds: Bounds): boolean {
  const lines = linesOf(execution)
  return globs.some((glob) => lines.some((line) => lineMatches(line, glob, bounds)))
}

const known = new WeakMap<Execution, readonly string[]>()

/** With the program as it is called and as it was written. */
function linesOf(execution: Execution): readonly string[] {
  let lines = known.get(execution)
  if (!lines) {
    const [written, ...rest] = execution.argv
    const names = written === undefined ? [] : [...new Set([execution.program, written])]
    lines = names.map((name) => cut([name, ...rest].join(" ")))
    known.set(execution, lines)
  }
  return lines
}

/** `kubectl *` is also `kubectl` alone. Of a line that is not known in full, whether it could match. */
export function lineMatches(line: string, glob: string, bounds: Bounds): boolean {
  if (glob.endsWith(" *") && line === glob.slice(0, -2)) return true
  return canBegin(line, glob) && matches(line, glob, bounds)
}

/** Up to the first sign of the glob, or the first thing in the line, that may be anything. */
function canBegin(line: string, glob: string): boolean {
  for (let at = 0; at < glob.length; at++) {
    const [sign, letter] = [glob[at], line[at]]
    if (sign === "*" || sign === "?" || letter === UNKNOWN) return true
    if (sign !== letter) return false
  }
  return glob.length === line.length || line[glob.length] === UNKNOWN
}

function cut(line: string): string {
  return line.length > LONGEST_LINE ? line.slice(0, LONGEST_LINE) + UNKNOWN : line
}

/** Row by row over the glob: each cell says whether the line up to there matches the glob up to here. */
function matches(line: string, glob: string, bounds: Bounds): boolean {
  spend(bounds, (glob.length + 1) * (line.length + 1))
  let row = new Uint8Array(line.length + 1)
  row[0] = 1
  for (let end = 1; end <= line.length; end++) row[end] = line[end - 1] === UNKNOWN ? (row[end - 1] ?? 0) : 0
  for (const sign of glob) {
    const next = new Uint8Array(line.length + 1)
    next[0] = sign === "*" ? (row[0] ?? 0) : 0
    for (let end = 1; end <= line.length; end++) {
      const word = line[end - 1]
      const any = sign === "*" || word === UNKNOWN
      const same = any || sign === "?" || word === sign
      const reached = (same && row[end - 1]) || (any && (row[end] || next[end - 1]))
      next[end] = reached ? 1 : 0
    }
    row = next
  }
  return row[line.length] === 1
}

function spend(bounds: Bounds, steps: number): void {
  const sum = (spent.get(bounds) ?? 0) + steps
  spent.set(bounds, sum)
  if (sum > MOST_STEPS) throw new TooComplex("it is too long for the globs of the configuration")
}
