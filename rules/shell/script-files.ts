// Texts of files that the command itself writes, or that were written earlier in the session: a script among them is
// judged when it runs. Of other files nothing is known.
import { posix } from "node:path"
import type { Redirection } from "unbash"
import { UNKNOWN } from "../execution.ts"
import { parseArguments } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import { evaluateText } from "./evaluate-word.ts"
import type { ShellState } from "./shell-state.ts"
import { absolute, textsOf } from "./texts-of.ts"
import type { Walk } from "./walk.ts"

/** Of one file; a command that writes it again and again is not followed further, but denied when it runs it. */
const MOST_VERSIONS = 8

/** After `command > file`. */
export function noteRedirected(
  redirects: readonly Redirection[],
  output: string,
  state: ShellState,
  walk: Walk,
): void {
  for (const redirect of redirects) {
    const path = fileOf(redirect, state, walk)
    if (path === undefined || redirect.type !== "Redirect") continue
    const isPrinted = redirect.descriptor?.type !== "FileDescriptor" || redirect.descriptor.value === 1
    const how = redirect.operator.endsWith(">>") ? "append" : "replace"
    write(path, how, isPrinted ? output : UNKNOWN, state, walk)
  }
}

/** After `exec > file` all that is printed goes there, and after `exec 3> file` what is sent to 3. */
export function noteReplaced(redirects: readonly Redirection[], state: ShellState, walk: Walk): void {
  for (const redirect of redirects) {
    const path = fileOf(redirect, state, walk)
    if (path !== undefined) write(path, "append", UNKNOWN, state, walk)
  }
}

function fileOf(redirect: Redirection, state: ShellState, walk: Walk): string | undefined {
  if (redirect.type !== "Redirect" || !redirect.target || !redirect.operator.includes(">")) return undefined
  const path = evaluateText(redirect.target, state, walk)
  return /^\d*-?$/.test(path) || path.startsWith("/dev/") ? undefined : path
}

/** What programs do to files of which the text is known, or may be a script that nobody has seen. */
export function noteWrittenBy(program: string, argv: readonly string[], state: ShellState, walk: Walk): void {
  if (!/^(tee|cp|mv|ln|link|install|ditto)$/.test(program)) return
  const words = argv.slice(1)
  const { flags, operands } = parseArguments(words, programOf(program))
  if (program === "tee") {
    const how = flags.some(({ name }) => /^(-a|--append)$/.test(name)) ? "append" : "replace"
    for (const path of operands) write(path, how, state.input, state, walk)
  } else copy(operands, state, walk)
}

/** A program other than these that writes to a known file leaves something unknown in it; so does a download. */
export function noteTouched(program: string, path: string, state: ShellState, walk: Walk): void {
  if (/^(touch|tee|cp|mv|ln|link|install|chmod|mkdir)$/.test(program)) return
  const isDownload = /^(curl|wget|aria2c)$/.test(program)
  if (isDownload || walk.written.has(absolute(path, state.cwd))) write(path, "append", UNKNOWN, state, walk)
}

function copy(operands: readonly string[], state: ShellState, walk: Walk): void {
  const target = operands.at(-1) ?? ""
  for (const source of operands.slice(0, -1)) {
    const texts = textsOf(source, state, walk)
    for (const path of [target, `${target}/${posix.basename(source)}`])
      for (const text of texts) write(path, "replace", text, state, walk)
  }
}

function write(path: string, how: "append" | "replace", text: string, state: ShellState, walk: Walk): void {
  const file = absolute(path, state.cwd)
  if (file.includes(UNKNOWN)) return
  walk.budget.spend(1 + text.length / 32)
  const before = textsOf(path, state, walk)
  const added = how === "replace" ? [text] : before.length === 0 ? [text] : before.map((old) => old + text)
  const versions = [...new Set([...(walk.written.get(file) ?? []), ...added])]
  walk.written.set(file, versions.length > MOST_VERSIONS ? [UNKNOWN] : versions)
}
