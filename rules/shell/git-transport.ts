// The program through which git reaches another repository, when a command names another one than ssh.
import { programName } from "../programs/program-name.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** The setting; its last value is kept under this name among the variables, where no shell variable can stand. */
export const SSH_COMMAND = "core.sshcommand"

const ALWAYS = new Set(["fetch", "pull", "push", "clone", "ls-remote", "fetch-pack", "send-pack"])
const PLAIN_VARIANTS = new Set(["", "auto", "ssh", "simple"])

export function reportTransport(
  words: readonly string[],
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  const { variables } = state
  const isElsewhere = words.some((word) => /^--exec-path=/.test(word)) && operands.length > 0
  const report = () => walk.report({ argv: ["git", ...words], traits: ["hidden-command"] }, state)
  if (isElsewhere || variables.get("GIT_EXEC_PATH")) report()
  if (!reachesOut(words, operands)) return
  const programs = ["GIT_SSH", "GIT_SSH_COMMAND", "GIT_PROXY_COMMAND", SSH_COMMAND].map((name) =>
    variables.get(name),
  )
  const other = programs.some((value) => value && programName(value.trim().split(/\s+/)[0] ?? "") !== "ssh")
  if (!other && PLAIN_VARIANTS.has(variables.get("GIT_SSH_VARIANT") ?? "")) return
  report()
}

function reachesOut(words: readonly string[], [subcommand = "", ...rest]: readonly string[]): boolean {
  if (ALWAYS.has(subcommand)) return true
  if (subcommand === "remote") return rest.some((word) => /^(update|show|prune|set-head)$/.test(word))
  if (subcommand === "submodule") return rest.some((word) => /^(add|update)$/.test(word))
  if (subcommand === "archive") return words.some((word) => word.startsWith("--remote"))
  // What is stored will be used later.
  return subcommand === "config" && rest.some((word) => word.toLowerCase() === SSH_COMMAND)
}
