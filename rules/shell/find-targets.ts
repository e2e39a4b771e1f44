// What `find` finds, as paths and globs: its roots, narrowed by the names it is told to look for.
import { posix } from "node:path"
import { UNKNOWN } from "../execution.ts"
import { type FindExpression, readFindExpression } from "./find-expression.ts"

const NAMES = new Set(["-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename"])
/** Leave some files out, though by no name. */
const CONDITIONS =
  /^-(empty|mtime|mmin|ctime|cmin|atime|amin|size|newer\w*|perm|user|group|regex|iregex|links|inum|samefile|nouser|nogroup|lname|xtype)$/

/** @param words The arguments of find. */
export function findTargets(words: readonly string[]): string[] {
  return targetsOf(readFindExpression(words))
}

/** @param keeps Whether to leave out a name counts as narrowing: for deletion all the others are as good as all. */
export function targetsOf({ roots, tests }: FindExpression, keeps = true): string[] {
  const listed = tests.some(({ name }) => name === "-files0-from") ? [UNKNOWN] : []
  const from = roots.length + listed.length > 0 ? [...roots, ...listed] : ["."]
  const named = tests.filter(({ name }) => NAMES.has(name))
  const names = named.filter(({ negated }) => !negated).map(({ value }) => posix.basename(value))
  if (names.length > 0) return from.flatMap((root) => names.map((name) => `${root}/**/${name}`))
  const narrowed = (keeps && named.length > 0) || tests.some(({ name }) => CONDITIONS.test(name))
  if (!narrowed) return from.map((root) => `${root}/**`)
  // "?*" names something below the root and never the root, where a bare "*" would be all of it.
  return from.map((root) => `${root}/**/?*`)
}

/** For a command that only reads: without descending, a tree is no more than the files of its root. */
export function nearTargets(expression: FindExpression): string[] {
  const shallow = expression.tests.some(({ name, value }) => name === "-maxdepth" && /^[01]$/.test(value))
  const targets = targetsOf(expression)
  return shallow ? targets.map((target) => target.replace(/\/\*\*$/, "/?*")) : targets
}
