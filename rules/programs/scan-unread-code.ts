// What code does in languages that nobody reads here: commands by patterns of languages.yaml, and functions that start or
// delete something by the texts that stand in the code.
import * as z from "zod"
import { type Effect, UNKNOWN } from "../execution.ts"
import { fork, type ShellState } from "../shell/shell-state.ts"
import type { Walk } from "../shell/walk.ts"
import languages from "./languages.yaml"
import { literalsOf } from "./literals-of.ts"

const languageSchema = z.strictObject({
  /** Beside what is written here, all holds that holds for that one. */
  like: z.string().optional(),
  commands: z.array(z.strictObject({ pattern: z.string(), as: z.string().optional() })).default([]),
  starts: z.string().optional(),
  deletes: z.string().optional(),
})

interface Language {
  commands: readonly { pattern: RegExp; as: string | undefined }[]
  starts: RegExp | undefined
  deletes: RegExp | undefined
}

const written = z.record(z.string(), languageSchema).parse(languages)

const table = new Map(
  Object.entries(written).map(([name, { like, commands, starts, deletes }]) => {
    const base = like === undefined ? undefined : written[like]
    const language: Language = {
      commands: commands.map(({ pattern, as }) => ({ pattern: new RegExp(pattern, "g"), as })),
      starts: eitherOf(starts, base?.starts),
      deletes: eitherOf(deletes, base?.deletes),
    }
    return [name, language]
  }),
)

function eitherOf(...patterns: (string | undefined)[]): RegExp | undefined {
  const given = patterns.filter((pattern) => pattern !== undefined)
  return given.length === 0 ? undefined : new RegExp(given.join("|"), "g")
}

/** In some of these languages a single quote is no mark of a text: `foldl'`, `'(a b)`, `x'`. */
const TEXT = /"((?:[^"\\]|\\.)*)"/gs
/** Between a function and the first text that it is told. */
const TOLD = /^[^"'`\n;]{0,60}["'`]/

export function scanUnreadCode(
  program: string,
  name: string,
  code: string,
  state: ShellState,
  walk: Walk,
): void {
  const language = table.get(name)
  if (!language || code === "") return
  walk.budget.spend(1 + code.length / 32)
  const inner = fork(state, { depth: state.depth + 1, input: "" })
  for (const { pattern, as } of language.commands)
    for (const [, command = ""] of code.matchAll(pattern)) runFound(command, as, inner, walk)
  const bare = code.replace(TEXT, '""')
  const started = callsOf(language.starts, bare)
  const deleting = callsOf(language.deletes, bare)
  if (started.length + deleting.length === 0) return
  const texts = [
    ...new Set([...literalsOf(code), ...[...code.matchAll(TEXT)].map((found) => found[1] ?? "")]),
  ]
  if (started.length > 0) runTexts(texts, inner, walk)
  if (deleting.length > 0 && texts.length > 0) walk.report({ effects: deletionsOf(texts, state) }, state)
  if (texts.length === 0 || started.some((call) => !call.isTold))
    walk.report({ argv: [program], traits: ["unresolved-code"] }, state)
  for (const text of texts) if (text.length < code.length) scanUnreadCode(program, name, text, inner, walk)
}

function callsOf(pattern: RegExp | undefined, bare: string): { isTold: boolean }[] {
  if (!pattern) return []
  return [...bare.matchAll(pattern)].map((found) => ({
    isTold: found[0].startsWith('"') || TOLD.test(bare.slice(found.index + found[0].length)),
  }))
}

function runFound(command: string, as: string | undefined, state: ShellState, walk: Walk): void {
  if (command.startsWith(UNKNOWN)) walk.execute([UNKNOWN], fork(state), "interpreter")
  else if (as === undefined) walk.runScript(command, fork(state), "interpreter")
  else walk.runScript(`${as} ${command.replaceAll(",", " ")}`, fork(state), "interpreter")
}

/** Each as a script, all of them as the words of one command, and as the pieces of one script. */
function runTexts(texts: readonly string[], state: ShellState, walk: Walk): void {
  for (const text of texts) if (/\S\s+\S/.test(text)) walk.runScript(text, fork(state), "interpreter")
  if (texts.length < 2 || texts.length > 50) return
  walk.execute(texts, fork(state), "interpreter")
  walk.runScript(texts.join(""), fork(state), "interpreter")
}

function deletionsOf(texts: readonly string[], { cwd }: ShellState): Effect[] {
  return texts
    .filter((text) => text !== "" && !/\s/.test(text))
    .map((target) => ({ access: "delete", target, recursive: true, cwd }))
}
