// The names to which code gives a text, and what they stand for where something is deleted.
import { UNKNOWN } from "../execution.ts"
import { unescapeText } from "./unescape-text.ts"

/** Undefined where a name has had several texts. */
export type Names = ReadonlyMap<string, string | undefined>

const ASSIGNED =
  /(?<![\w.])[$@]?([A-Za-z_]\w{0,60})\s{0,9}:?=\s{0,9}(?:"((?:[^"\\\n]|\\.){0,400})"|'((?:[^'\\\n]|\\.){0,400})')\s{0,9}(?=[;\n,)]|$)/g

export function namesIn(code: string): Names {
  const names = new Map<string, string | undefined>()
  for (const [, name = "", double, single] of code.matchAll(ASSIGNED)) {
    const text = unescapeText(double ?? single ?? "")
    names.set(name, names.has(name) && names.get(name) !== text ? undefined : text)
  }
  return names
}

/** Programs for which it matters what stands behind them. */
const DELETING = "rm|rmdir|unlink|shred|rimraf|trash|chmod|chown"
/** `"rm -rf " + name` */
const GOES_ON = new RegExp(
  String.raw`(["'\`])((?:sudo )?(?:${DELETING}) [^"'\`\n]{0,200})\1\s{0,9}(?:\+|\.\.|<>|\.(?=\s{0,9}\$))\s{0,9}([$@]?[A-Za-z_][\w.]{0,60})(?![\w.(])`,
  "g",
)
/** `["rm", "-rf", name]`, or the same as arguments of a call. */
const LISTED =
  /(['"])(rm|rmdir|unlink|shred|rimraf|trash|chmod|chown)\1\s{0,9},\s{0,9}(?:\{\s{0,9}args\s{0,9}:\s{0,9})?\[?((?:\s{0,9}(?:'[^'\n]{0,400}'|"[^"\n]{0,400}"|[$@]?[A-Za-z_][\w.]{0,60})\s{0,9},?){1,50})/g
const WORD = /'([^']*)'|"([^"]*)"|([$@]?[A-Za-z_][\w.]*)/g

/** @returns Scripts in which a name is written as its text, or as unknown. */
export function deletionsByName(code: string, names: Names): string[] {
  return [...code.matchAll(GOES_ON)].map(([, , text = "", name = ""]) => text + textOf(name, names))
}

/** @returns Programs with their words. */
export function deletionsByList(code: string, names: Names): string[][] {
  return [...code.matchAll(LISTED)].map(([, , program = "", words = ""]) => [
    program,
    ...[...words.matchAll(WORD)].map(([, single, double, name]) =>
      name === undefined ? unescapeText(single ?? double ?? "") : textOf(name, names),
    ),
  ])
}

function textOf(name: string, names: Names): string {
  return names.get(name.replace(/^[$@]/, "")) ?? UNKNOWN
}
