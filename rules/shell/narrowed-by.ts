// What grep lets through of a list of paths: `find . | grep -E '__pycache__|\.pyc$'` is not all that find found.
import { UNKNOWN } from "../execution.ts"
import { parseArguments } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"

/** With others it prints something else, or what does not match. */
const PLAIN_FLAGS = /^-[EFPainrsw]+$|^--(extended-regexp|fixed-strings|ignore-case|perl-regexp|word-regexp)$/
/** A name, in which `?` is any letter; shorter ones are in almost every path. */
const NAME = /^[\w.?/-]*[a-z0-9_]{3,}[\w.?/-]*$/i

/** @returns the lines, those that stand for a whole tree narrowed to what has the pattern in its name. */
export function narrowedBy(words: readonly string[], input: string): string {
  const names = namesOf(words)
  if (names.length === 0 || input.includes(UNKNOWN)) return input
  return input
    .split("\n")
    .flatMap((line) => narrowed(line, names))
    .join("\n")
}

function narrowed(line: string, names: readonly string[]): string[] {
  const [, root] = line.match(/^([^*?[]*)\/\*\*(?:\/\?\*)?$/) ?? []
  if (root === undefined || names.some((name) => patternOf(name).test(root))) return [line]
  return names.flatMap((name) => [`${root}/**/${name}`, `${root}/**/*${name}*`])
}

function patternOf(name: string): RegExp {
  return new RegExp(name.replaceAll(".", "\\.").replaceAll("?", "."), "i")
}

/** What the pattern looks for, if it is no more than names: none where it is not told. */
function namesOf(words: readonly string[]): string[] {
  const { flags, operands } = parseArguments(words, programOf("grep"))
  const [pattern, ...files] = operands
  if (pattern === undefined || files.length > 0 || !flags.every(({ name }) => PLAIN_FLAGS.test(name)))
    return []
  const names = pattern
    .replace(/^\\?\(([^()]*?)\\?\)(\$?)$/, "$1$2")
    .split(/\\?\|/)
    .map((part) => part.replace(/^\^?(?:\\?\.\/)?|\$$/g, ""))
    .map((part) => part.replace(/(?<!\\)\./g, "?").replace(/\\([./-])/g, "$1"))
  return !/[?*+[{]/.test(pattern) && names.every((name) => NAME.test(name)) ? names : []
}
