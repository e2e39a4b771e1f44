// The words of `find` told apart: where it looks, what it tests, and what it does with what it finds.

/** Take as many words as their value. */
const ONE =
  /^-(maxdepth|mindepth|regextype|files0-from|[acm](min|newer|time)|anewer|context|flags|fstype|gid|group|i?l?name|inum|i?path|i?regex|i?wholename|links|newer\w*|perm|printf|fprint0?|fls|samefile|size|type|uid|used|user|xtype|xattr\w*)$/
const COMMANDS = /^-(exec|execdir|ok|okdir)$/
const START = /^[-(!]/

export interface FindAction {
  /** With its dash: `-delete`, `-exec`, `-fprint`. */
  name: string
  /** The command of `-exec`, the file of `-fprint`. */
  words: string[]
}

export interface FindExpression {
  roots: string[]
  tests: { name: string; value: string; negated: boolean }[]
  actions: FindAction[]
  /** Words that belong to no test or action, such as one that a list puts at the end. */
  stray: string[]
}

export function readFindExpression(words: readonly string[]): FindExpression {
  const found: FindExpression = { roots: [], tests: [], actions: [], stray: [] }
  let at = readRoots(words, found.roots)
  let negated = false
  while (at < words.length) {
    const name = words[at++] ?? ""
    const next = words[at] ?? ""
    if (name === "!" || name === "-not") {
      negated = !negated
      continue
    }
    if (COMMANDS.test(name)) {
      const end = endOfCommand(words, at)
      found.actions.push({ name, words: words.slice(at, end) })
      at = end + 1
    } else if (name === "-fprintf") {
      found.actions.push({ name, words: [next] })
      at += 2
    } else if (/^-(fprint0?|fls)$/.test(name)) {
      found.actions.push({ name, words: [next] })
      at++
    } else if (ONE.test(name)) {
      found.tests.push({ name, value: next, negated })
      at++
    } else if (name === "-delete") found.actions.push({ name, words: [] })
    else if (START.test(name)) found.tests.push({ name, value: "", negated })
    else if (!/^[),;]$/.test(name)) found.stray.push(name)
    negated = false
  }
  return found
}

/** @returns where the expression begins. */
function readRoots(words: readonly string[], roots: string[]): number {
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] ?? ""
    if (/^-[HLPXEdsx]+$|^-O\d|^-D$/.test(word) && roots.length === 0) {
      if (word === "-D") at++
    } else if (word === "-f")
      roots.push(words[++at] ?? "", ".") // BSD's; for others no root
    else if (word === "--") continue
    else if (START.test(word)) break
    else roots.push(word)
  }
  return at
}

/** A `+` ends a command only after `{}`. */
function endOfCommand(words: readonly string[], from: number): number {
  const end = words.findIndex(
    (word, index) => index >= from && (word === ";" || (word === "+" && words[index - 1] === "{}")),
  )
  return end < 0 ? words.length : end
}
