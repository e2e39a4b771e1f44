// Commands that a cloud's or a desktop's own program runs for its caller: scripts in options of many words, answers that
// are fed, and text that is typed into a terminal.

import { type Execution, UNKNOWN } from "../execution.ts"
import type { ParsedArguments } from "../programs/parse-arguments.ts"
import { appleEvents } from "./apple-events.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** Options whose values, up to the next option, are scripts for another machine; only with these operands. */
const SCRIPT_OPTIONS: Readonly<Record<string, readonly (readonly [RegExp, readonly string[]])[]>> = {
  aws: [
    [/^ssm (send-command|start-session|create-association)\b/, ["--parameters"]],
    [/^ecs execute-command\b/, ["--command"]],
    [/^(emr|lambda|batch|codebuild) /, ["--steps", "--buildspec-override"]],
  ],
  az: [
    [/^vm(ss)? run-command\b/, ["--scripts", "--script"]],
    [/^aks command\b/, ["--command", "-c"]],
    [/^(containerapp|container) exec\b/, ["--command", "--exec-command"]],
  ],
  gcloud: [[/\b(ssh|cloud-shell|workstations)\b/, ["--command"]]],
  doctl: [[/^compute ssh\b/, ["--ssh-command"]]],
  cf: [[/^ssh\b/, ["-c", "--command"]]],
  vagrant: [[/^(ssh|winrm|powershell)\b/, ["-c", "--command"]]],
  oci: [[/^instance-agent command\b/, ["--content"]]],
}

export function followRemoteRun(
  program: string,
  words: readonly string[],
  { operands }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const options = Object.hasOwn(SCRIPT_OPTIONS, program) ? SCRIPT_OPTIONS[program] : undefined
  if (!options) return
  const called = operands.slice(0, 4).join(" ")
  const names = options.flatMap(([subcommand, flags]) => (subcommand.test(called) ? flags : []))
  for (const text of names.length > 0 ? valuesOf(words, names) : [])
    for (const script of scriptsIn(text))
      walk.runScript(script, fork(state, { cwd: UNKNOWN, input: "" }), `${program} ${operands[0]}`)
}

function valuesOf(words: readonly string[], names: readonly string[]): string[] {
  let within = false
  return words.flatMap((word) => {
    const equals = word.startsWith("-") ? word.indexOf("=") : -1
    const name = equals < 0 ? word : word.slice(0, equals)
    if (word.startsWith("-")) within = names.includes(name)
    if (!within) return []
    return equals >= 0 ? [word.slice(equals + 1)] : word.startsWith("-") ? [] : [word]
  })
}

/** `commands=["a","b"]`, `{"commands":["a"]}`, or the script itself; a file `@x` or `file://x` tells nothing here. */
function scriptsIn(text: string): string[] {
  if (/^(@|file:\/\/)/.test(text)) return []
  if (!/^\s*[[{]|^\w+=/.test(text)) return [text]
  const quoted = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, inner = ""]) => unescaped(inner))
  return quoted.length > 0 ? quoted : [text.replace(/^\w+=/, "").replace(/^\[|\]$/g, "")]
}

function unescaped(text: string): string {
  return text.replace(/\\n/g, "\n").replace(/\\(.)/g, "$1")
}

const APPLIES = /^(apply|destroy|up|update|run-all|apply-all|destroy-all)$/

/** `yes | terraform apply`: an answer that is fed is as good as `-auto-approve`. */
export function followFedAnswer(
  program: string,
  words: readonly string[],
  { operands }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  if (!operands.some((word) => APPLIES.test(word))) return
  const isFed = /^\s*y(es)?\s*$/im.test(state.input) || (state.inputFrom ?? []).some(isYes)
  if (isFed) walk.report({ argv: [program, ...words, "-auto-approve", "--yes"] }, { ...state, input: "" })
}

function isYes({ program }: Execution): boolean {
  return program === "yes"
}

/** Commands whose words are typed where the person works. */
const TYPES: Readonly<Record<string, RegExp>> = {
  xdotool: /^type$/,
  ydotool: /^type$/,
  dotool: /^type$/,
  wtype: /^/,
  kitten: /^send-text$/,
  kitty: /^send-text$/,
  wezterm: /^send-text$/,
  zellij: /^(write-chars|write)$/,
}
const DICTATED = /\b(?:do script|write text|keystroke)\s+"((?:[^"\\]|\\.)*)"/g

export function followTyped(
  program: string,
  words: readonly string[],
  { operands }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const texts =
    program === "osascript"
      ? words.flatMap((word) => [...word.matchAll(DICTATED)].map(([, text = ""]) => unescaped(text)))
      : typedBy(TYPES[program], operands)
  for (const text of texts)
    walk.runScript(text.replaceAll("\\n", "\n"), fork(state, { cwd: UNKNOWN }), program)
  const script = program === "osascript" ? [...words, state.input].join("\n") : ""
  for (const verb of appleEvents(script)) walk.report({ argv: ["apple-event", verb] }, state)
}

function typedBy(verb: RegExp | undefined, operands: readonly string[]): string[] {
  const at = verb === undefined ? -1 : operands.findIndex((word) => verb.test(word))
  if (at < 0) return []
  return [operands.slice(verb?.source === "^" ? at : at + 1).join(" ")]
}
