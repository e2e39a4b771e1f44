// What redirections read and write, and what they feed to the command.
import type { Redirection } from "unbash"
import { type Effect, UNKNOWN } from "../execution.ts"
import { evaluateQuoted, evaluateText } from "./evaluate-word.ts"
import { fedBy } from "./fed-by.ts"
import { type ShellState, SPLIT } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import type { Walk } from "./walk.ts"

/** @returns the standard input, when it is redirected. */
export function followRedirects(
  redirects: readonly Redirection[],
  state: ShellState,
  walk: Walk,
): { input?: string } {
  const found: { input?: string } = {}
  for (const redirect of redirects) {
    if (redirect.type === "HereDoc") {
      const { parts, text } = redirect.body
      found.input =
        parts && !redirect.delimiter?.quoted
          ? evaluateQuoted(parts, state, walk).replaceAll(SPLIT, " ")
          : text
      // Nobody ends a text with a path; `<` was meant.
      const end = redirect.delimiter?.value ?? ""
      if (/[./]/.test(end))
        walk.report({ effects: effectsOf("<", end, state.cwd) }, { ...state, origin: "redirection" })
    } else if (redirect.target) {
      const target = evaluateText(redirect.target, state, walk)
      if (redirect.type === "HereString") found.input = `${target}\n`
      else {
        if (redirect.operator.startsWith("<")) found.input = inputFrom(target, state, walk)
        walk.report(
          { effects: effectsOf(redirect.operator, target, state.cwd) },
          { ...state, origin: "redirection" },
        )
      }
    }
  }
  return found
}

/** A plain file is as good or bad as a script that is run by name; what a process or the network feeds is not. */
function inputFrom(target: string, state: ShellState, walk: Walk): string {
  if (target.startsWith("/dev/fd/")) return fedBy(target, walk)
  if (target.startsWith("/dev/")) return target === "/dev/null" ? "" : UNKNOWN
  return textsOf(target, state, walk).join("\n")
}

function effectsOf(operator: string, target: string, cwd: string): Effect[] {
  if (operator.endsWith("&") && /^(\d+|-)-?$/.test(target)) return []
  const [, host, port] = target.match(/^\/dev\/(?:tcp|udp)\/([^/]+)\/(.+)$/) ?? []
  if (host && port) return [{ access: "fetch", target: `http://${host}:${port}/`, recursive: false, cwd }]
  const effect = { target, recursive: false, cwd }
  if (operator === "<>")
    return [
      { ...effect, access: "read" },
      { ...effect, access: "write" },
    ]
  if (operator.startsWith("<")) return [{ ...effect, access: "read" }]
  return [{ ...effect, access: "write", ...(operator.includes(">>") ? { adds: true } : {}) }]
}
