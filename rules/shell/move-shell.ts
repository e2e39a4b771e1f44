// Where a shell stands after cd, pushd and popd, and what it remembers of where it stood.
import { posix } from "node:path"
import { UNKNOWN } from "../execution.ts"
import { lookUp } from "./look-up.ts"
import { mayStandIn, type ShellState, SPLIT } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** @returns whether the program is one of them. */
export function movesShell(
  program: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): boolean {
  if (program === "cd") changeDirectory(words, state, walk)
  else if (program === "pushd") pushDirectory(words, state, walk)
  else if (program === "popd") popDirectory(words, state)
  else return false
  return true
}

function changeDirectory(words: readonly string[], state: ShellState, walk: Walk): void {
  const target = words.find((word) => !/^-[LPe@]$|^--$/.test(word)) ?? lookUp("HOME", state, walk)
  const from = state.cwd
  state.cwd = movedFrom(from, target, state)
  const others = (state.elsewhere ?? []).map((other) => movedFrom(other, target, state))
  state.elsewhere = undefined
  for (const other of others) mayStandIn(other, state)
  if (mayFail(from, state, walk)) state.unmoved = from
  state.variables.set("OLDPWD", state.variables.get("PWD") ?? from)
  state.variables.delete("PWD") // whatever it was set to
}

/** Set by `set -e`, with which nothing runs after a `cd` that failed. */
export const STOPS = "set -e"
/** May make folders of which no effect tells. */
const MAKES_FOLDERS =
  /^(tar|bsdtar|unzip|7z\w*|git|npm|npx|pnpm|yarn|bun|bunx|cargo|go|rails|make|cmake|python[\d.]*|node|deno|uv|sh|bash|rsync|docker|podman|django-admin|mix|dotnet|flutter|vagrant|ssh)$/

/** A folder that is not there, and that this command has not made before. */
function mayFail(from: string, { cwd, variables }: ShellState, { context, reported }: Walk): boolean {
  if (!context.exists || cwd.includes(UNKNOWN) || cwd === from || variables.get(STOPS) === "on") return false
  if (context.exists(cwd)) return false
  return !reported.some(
    ({ program, effects }) =>
      MAKES_FOLDERS.test(program) ||
      effects.some(({ access, target, cwd: base }) => {
        if (access !== "write" && access !== "move") return false
        const path = posix.resolve(base, target)
        return path === cwd || path.startsWith(`${cwd}/`) || cwd.startsWith(`${path}/`)
      }),
  )
}

function movedFrom(from: string, target: string, state: ShellState): string {
  if (target === "-") return state.variables.get("OLDPWD") ?? UNKNOWN
  if (target.startsWith(UNKNOWN) || from === UNKNOWN)
    return target.startsWith("/") ? posix.normalize(target) : UNKNOWN
  if (/^[./]/.test(target)) return posix.normalize(target.startsWith("/") ? target : `${from}/${target}`)
  return searched(target, from, state)
}

/** With CDPATH set, `cd name` goes to a directory of that name elsewhere. */
function searched(target: string, from: string, state: ShellState): string {
  const path = state.variables.get("CDPATH") ?? ""
  if (path === "") return posix.normalize(`${from}/${target}`)
  return path.includes(":") ? UNKNOWN : posix.normalize(`${path}/${target}`)
}

/** The directories that `popd` goes back to, the last first. */
const STACK = "DIRSTACK"

function pushDirectory(words: readonly string[], state: ShellState, walk: Walk): void {
  const from = state.cwd
  const stack = stackOf(state)
  const [target] = words.filter((word) => word !== "--")
  if (words.some((word) => /^[-+]\d*n?$/.test(word) && word !== "-")) {
    state.cwd = UNKNOWN
    state.variables.set(STACK, UNKNOWN)
  } else if (target === undefined) {
    const [top, ...below] = stack
    if (top === undefined) return
    if (state.elsewhere) state.elsewhere = [UNKNOWN]
    state.cwd = top
    state.variables.set(STACK, [from, ...below].join(SPLIT))
  } else {
    changeDirectory([target], state, walk)
    state.variables.set(STACK, [from, ...stack].join(SPLIT))
  }
  state.variables.set("OLDPWD", from)
}

function popDirectory(words: readonly string[], state: ShellState): void {
  const [top, ...below] = stackOf(state)
  if (state.elsewhere) state.elsewhere = [UNKNOWN]
  if (top === undefined) return
  state.variables.set("OLDPWD", state.cwd)
  state.cwd = words.length > 0 ? UNKNOWN : top
  state.variables.set(STACK, words.length > 0 ? UNKNOWN : below.join(SPLIT))
}

function stackOf(state: ShellState): string[] {
  const stack = state.variables.get(STACK) ?? ""
  if (stack === UNKNOWN) return [UNKNOWN, UNKNOWN]
  return stack.split(SPLIT).filter((directory) => directory !== "")
}
