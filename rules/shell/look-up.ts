// The value of a shell variable, as far as the command and the context tell it.
import { UNKNOWN } from "../execution.ts"
import { variableMaker } from "../network/secret-variable.ts"
import { PARENT } from "./kills-host.ts"
import { referred } from "./set-variable.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** What made the variable has made the words that it stands in. */
export function drawFrom(name: string, walk: Walk): void {
  const makers = walk.valuesFrom.get(name)
  if (!makers) return
  walk.budget.spend(makers.length / 32)
  walk.drawn.push(...makers)
}

/** So has a secret of the environment. */
function drawSecret(name: string, walk: Walk): void {
  const maker = variableMaker(name)
  if (maker) walk.drawn.push(maker)
}

export function lookUp(written: string, state: ShellState, walk: Walk): string {
  const name = referred(written, state)
  drawFrom(name, walk)
  if (!state.variables.has(name)) drawSecret(name, walk)
  if (walk.context.secretVariables.includes(name) && !state.variables.has(name)) {
    walk.report({ traits: ["secret-variable"] }, state)
    // Its value could end up in the reason that a model reads.
    return UNKNOWN
  }
  const assigned = state.variables.get(name)
  if (assigned !== undefined) return assigned
  // A parameter that was not given is empty.
  if (/^[1-9]\d*$/.test(name) && state.variables.has("@")) return ""
  switch (name) {
    case "HOME":
      return walk.context.home
    case "PPID":
      return PARENT
    case "PWD":
      return state.cwd
    case "TMPDIR":
    case "TMP":
    case "TEMP":
      return walk.context.temp[0] ?? UNKNOWN
    case "SHELL":
      return "/bin/sh"
    case "IFS":
      return " "
    default:
      return walk.context.variables?.[name] ?? UNKNOWN
  }
}
