// Gives a shell variable its value, and follows what the value itself brings about: a prompt that runs commands, a
// program named in the environment, a subscript that arithmetic would evaluate, a proxy.
import { UNKNOWN } from "../execution.ts"
import { followSetting } from "./follow-git.ts"
import { followVariable } from "./follow-variable.ts"
import { fork, type ShellState, SPLIT } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** Variables in which the shell expands `$(…)` whenever it shows them. */
const PROMPTS = /^(PS[0-4]|MAILPATH)$/
/** Name a file that a shell runs when it starts. */
const STARTUP = /^(BASH_ENV|ENV)$/
/** Name a file that git writes to. */
const LOGS = /^GIT_(TRACE\w*|TR2_\w+|REDIRECT_STD(OUT|ERR))$/
const PROXIES = /^(https?|all|ftp)_proxy$/i

export function setVariable(written: string, value: string, state: ShellState, walk: Walk): void {
  const name = referred(written, state)
  setPlain(name, value, state)
  followVariable(name, value, state, walk)
  if (PROMPTS.test(name)) expandLater(value, state, walk)
  // Wherever the shell stands when it shows it, or counts with it.
  if (PROMPTS.test(name) || isSubscript(value)) expandLater(value, fork(state, { cwd: UNKNOWN }), walk)
  if (STARTUP.test(name)) walk.runFile(value, fork(state), name)
  if (LOGS.test(name) && /^[/~]/.test(value)) {
    const effect = { access: "write", target: value, recursive: false, cwd: state.cwd, adds: true } as const
    walk.report({ effects: [effect] }, { ...state, origin: name })
  }
  if (PROXIES.test(name) && value !== "") {
    const effect = { access: "fetch", target: value, recursive: false, cwd: state.cwd } as const
    walk.report({ effects: [effect] }, { ...state, origin: name })
  }
  const [, number] = name.match(/^GIT_CONFIG_(?:KEY|VALUE)_(\d+)$/) ?? []
  const key = state.variables.get(`GIT_CONFIG_KEY_${number}`)
  const set = state.variables.get(`GIT_CONFIG_VALUE_${number}`)
  if (key !== undefined && set !== undefined) followSetting(key, set, [], state, walk)
  if (name === "GIT_CONFIG_PARAMETERS") {
    for (const [, whole = "", after] of value.matchAll(/'([^']*)'(?:='([^']*)')?/g)) {
      const [, left = whole, right = after ?? "true"] = whole.match(/^([^=]+)=(.*)$/s) ?? []
      followSetting(left, right, [], state, walk)
    }
  }
  if (name === "GIT_WORK_TREE") {
    walk.report({ argv: ["git-setting", "core.worktree", value] }, { ...state, origin: name })
  }
}

/** Of an array, `name=value` sets the first element. */
function setPlain(name: string, value: string, state: ShellState): void {
  state.variables.set(name, value)
  const elements = state.variables.get(`${name}[@]`)
  if (elements !== undefined && elements !== UNKNOWN)
    state.variables.set(`${name}[@]`, [value, ...elements.split(SPLIT).slice(1)].join(SPLIT))
}

/** `declare -n name=other`: what is said of the one holds for the other. */
export function referTo(name: string, other: string, state: ShellState): void {
  state.variables.set(`&${name}`, other)
}

export function referred(name: string, state: ShellState): string {
  return state.variables.get(`&${name}`) ?? name
}

/**
 * For text that may be used as a number or as the name of a variable, which is evaluated again: after
 * `a='x[$(rm y)]'` both `(( a ))` and `unset "$a"` run rm.
 */
export function followSubscript(text: string, state: ShellState, walk: Walk): void {
  if (isSubscript(text)) expandLater(text, state, walk)
}

function isSubscript(text: string): boolean {
  const subscript = text.search(/\w\[/)
  return subscript >= 0 && subscript < text.search(/\$\(|`/)
}

/** As between double quotes: a heredoc, since the text may hold quotes of its own. */
export function expandLater(text: string, state: ShellState, walk: Walk): void {
  if (/\$\(|`/.test(text)) walk.runScript(`: <<_\n${text}\n_`, fork(state), "substitution")
}
