// What database clients read their statements from: files that were written in this session.
import type { ParsedArguments } from "../programs/parse-arguments.ts"
import type { Program } from "../programs/program-table.ts"
import { fedBy } from "./fed-by.ts"
import type { ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import type { Walk } from "./walk.ts"

/** `\i file` of psql, `source file` of mysql, `.read file` of sqlite, `@file` of others. */
const INCLUDES =
  /(?:^|[\n;])\s*(?:\\ir?\b|\\include(?:_relative)?|\\\.|source\b|\.read\b|@@?|load\s{0,9}\()\s*['"]?([^\s'";)]+)/gi
/** Without any of these INCLUDES finds nothing. */
const MAY_INCLUDE = /[\\@]|source|\.read|load/i
const SCRIPT = /\.(js|mongodb)$/i

/** Those that its flags and operands name, and those that its statements include. */
export function statementFileTexts(
  { statements }: Program,
  { flags, operands }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): string[] {
  if (!statements) return []
  const values = flags.flatMap(({ name, value = "" }) => (statements.flags.includes(name) ? [value] : []))
  const told = [...values, ...operands, state.input].filter((text) => MAY_INCLUDE.test(text))
  const included = told.flatMap((text) =>
    [...text.slice(0, MOST_READ).matchAll(INCLUDES)].map(([, file = ""]) => file),
  )
  const named = flags.flatMap(({ name, value = "" }) => (statements.files.includes(name) ? [value] : []))
  const scripts = statements.language === "other" ? operands.filter((word) => SCRIPT.test(word)) : []
  return [...named, ...included, ...scripts].flatMap((file) =>
    file.startsWith("/dev/fd/") ? [fedBy(file, walk)] : textsOf(file, state, walk),
  )
}

const MOST_READ = 100_000
