// What `find` finds, as paths and globs: its roots, narrowed by the names it is told to look for.
import { posix } from "node:path"

const NAMES = new Set(["-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename"])
/** Leave some files out, though by no name. */
const CONDITIONS =
  /^-(empty|mtime|mmin|ctime|cmin|atime|amin|size|newer\w*|perm|user|group|regex|iregex|links|inum|nouser|nogroup|lname|xtype)$/

/** @param words The arguments of find. */
export function findTargets(words: readonly string[]): string[] {
  const first = words.findIndex((word, index) => /^[-(!]/.test(word) && !isLeadingOption(words, index))
  const roots = words.slice(0, first < 0 ? undefined : first).filter((word) => !/^-[HLPOD]/.test(word))
  const tests = first < 0 ? [] : words.slice(first)
  const names = tests.filter((_, index) => NAMES.has(tests[index - 1] ?? "") && !isNegated(tests, index - 1))
  const from = roots.length > 0 ? roots : ["."]
  if (names.length > 0)
    return from.flatMap((root) => names.map((name) => `${root}/**/${posix.basename(name)}`))
  const narrowed = tests.some(
    (word, index) => CONDITIONS.test(word) || (NAMES.has(word) && isNegated(tests, index)),
  )
  if (!narrowed) return from.map((root) => `${root}/**`)
  // "?*" names something below the root and never the root, where a bare "*" would be all of it.
  return from.map((root) => `${root}/**/?*`)
}

function isLeadingOption(words: readonly string[], index: number): boolean {
  return index === 0 ? /^-[HLPOD]/.test(words[0] ?? "") : false
}

function isNegated(tests: readonly string[], index: number): boolean {
  return tests[index - 1] === "!" || tests[index - 1] === "-not"
}
