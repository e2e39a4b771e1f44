// What the value of an environment variable brings about in the programs that read it: a command that they run, options,
// code, files that they load.
import { UNKNOWN } from "../execution.ts"
import { useOfVariable } from "../programs/variable-table.ts"
import { followSetting } from "./follow-git.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import type { Walk } from "./walk.ts"

/** bash takes over functions by variables of such names. */
const FUNCTION = /^BASH_FUNC_(.+)(?:%%|\(\))$/

export function followVariable(name: string, value: string, state: ShellState, walk: Walk): void {
  const [, called] = name.match(FUNCTION) ?? []
  // What calls it is another shell, of which it is not known what it will run.
  if (called !== undefined) walk.runScript(`taken_over${value}; taken_over`, fork(state), name)
  const use = value === "" ? undefined : useOfVariable(name)
  if (!use) return
  // As an execution of its own, so that rules can be written on it wherever it is set.
  walk.report({ argv: ["variable-setting", "--", name, value] }, { ...state, origin: name })
  if (value.startsWith(UNKNOWN)) return
  const inner = fork(state, { input: "" })
  switch (use.kind) {
    case "command":
      if (!value.includes(UNKNOWN)) walk.runScript(value.replace(/^\|/, ""), inner, name)
      return
    case "options":
      // To less all behind a plus is one command.
      walk.execute([...use.program, ...(value.startsWith("+") ? [value] : wordsOf(value))], inner, name)
      return
    case "code":
      if (value.startsWith("@")) walk.execute([use.program[0] ?? "", value.slice(1)], inner, name)
      else walk.execute([...use.program, value], inner, name)
      return
    case "file":
      walk.execute([...use.program, value], inner, name)
      return
    case "npm":
      walk.execute(
        ["npm", `--${name.slice("npm_config_".length).replaceAll("_", "-")}=${value}`],
        inner,
        name,
      )
      return
    case "git":
      followGitFile(value, inner, walk)
  }
}

const WORD = /(?:[^\s'"]|'[^']*'|"(?:[^"\\]|\\.)*")+/g

function wordsOf(options: string): string[] {
  return [...options.matchAll(WORD)].map(([word]) =>
    word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"/g, (_, single, double) => single ?? double),
  )
}

/** Sections, and under them `key = value`. */
function followGitFile(path: string, state: ShellState, walk: Walk): void {
  for (const text of textsOf(path, state, walk)) {
    let section = ""
    for (const line of text.split("\n")) {
      const [, named, sub] = line.match(/^\s*\[([\w.-]+)(?:\s+"(.*)")?\]/) ?? []
      if (named !== undefined) section = sub === undefined ? named : `${named}.${sub}`
      const [, key, value = "true"] = line.match(/^\s*([a-z][\w-]*)\s*(?:=\s*(.*))?$/i) ?? []
      if (key !== undefined)
        followSetting(`${section}.${key}`, value.replace(/^"(.*)"$/, "$1"), [], state, walk)
    }
  }
}
