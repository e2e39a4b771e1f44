// curl's own variables, as its manual has them: `--variable name=content` or `--variable %NAME` of the environment, put in where
// `{{name}}` stands in the value of an option with `--expand-` before its name.
import { UNKNOWN } from "../execution.ts"
import { variableMaker } from "../network/secret-variable.ts"
import type { MadeWord } from "./shell-state.ts"

type Content = Omit<MadeWord, "word"> & { text: string }

/** The words as curl reads them, and which of them hold a secret; undefined where no variable is put in. */
export function withCurlVariables(
  words: readonly string[],
): { words: string[]; made: MadeWord[] } | undefined {
  if (!words.some((word) => word.startsWith("--expand-"))) return undefined
  const variables = new Map<string, Content>()
  const told: string[] = []
  const made: MadeWord[] = []
  for (const [index, word] of words.entries()) {
    const option = words[index - 1] ?? ""
    if (SETS.test(word)) continue
    const put = option.startsWith("--expand-") ? putIn(word, variables) : { word, makers: [] }
    if (SETS.test(option)) note(put.word, variables)
    else told.push(put.word.replace(/^--expand-/, "--"))
    if (put.makers.length > 0) made.push(put)
  }
  return { words: told, made }
}

const SETS = /^--(expand-)?variable$/

/** `%NAME`, `%NAME=default`, `name=content`, `name@file`; what is read from elsewhere is not known. */
function note(written: string, variables: Map<string, Content>): void {
  const [, environment, name = "", content] = written.match(/^(%?)(\w+)(?:\[[\d-]*\])?(?:=(.*))?/s) ?? []
  const maker = environment ? variableMaker(name) : undefined
  const text = environment || content === undefined ? UNKNOWN : content
  variables.set(name, { text, makers: maker ? [maker] : [] })
}

/** `{{name}}`, `{{name:trim:url}}`. */
function putIn(value: string, variables: ReadonlyMap<string, Content>): MadeWord {
  const makers: MadeWord["makers"][number][] = []
  const word = value.replace(/\{\{\s*(\w+)(?::[\w:]*)?\s*\}\}/g, (_, name: string) => {
    const { text, makers: own } = variables.get(name) ?? { text: "", makers: [] }
    makers.push(...own)
    return text
  })
  return { word, makers }
}
