// How surely what runs happens here, once and in its turn, by how it comes to run.
import type { Timing } from "../execution.ts"
import type { ShellState } from "./shell-state.ts"

/** All others may run it later, elsewhere, as often as they like, or in another order: traps, find, ssh, watch … */
const IN_TURN =
  /^(find -delete|git (checkout|switch|branch|update-ref|fetch|pull)|(sh|bash|zsh|dash|ksh|ash) -c|(input of|function) .*)$/
/** What runs in turn under one name, and wrappers that start their program at once, where they are. */
const AT_ONCE = new Set([
  ...["command", "redirection", "emptied", "substitution", "eval"],
  ..."sudo doas env builtin exec time timeout gtimeout nice ionice stdbuf nohup noglob busybox ! then do".split(
    " ",
  ),
])

export function timingOf(origin: string, { timing }: ShellState): Timing | undefined {
  return AT_ONCE.has(origin) || IN_TURN.test(origin) ? timing : "untold"
}

/** Variables with which git works on another repository, or reads it in another way. */
const OF_GIT =
  /^GIT_(DIR|WORK_TREE|COMMON_DIR|INDEX_\w+|OBJECT_\w+|ALTERNATE_\w+|NAMESPACE|CONFIG\w*|CEILING_\w+|EXEC_PATH|ATTR_\w+|\w+_PATHSPECS|REPLACE_\w+|SHALLOW_\w+|DEFAULT_\w+)$/

export function isRedirected({ variables }: ShellState): boolean {
  return [...variables.keys()].some(redirectsGit)
}

export function redirectsGit(variable: string): boolean {
  return OF_GIT.test(variable)
}
