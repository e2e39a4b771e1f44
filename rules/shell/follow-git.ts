// What git runs for its caller: commands for each commit or submodule, and settings that name a program.

import { type Trait, UNKNOWN } from "../execution.ts"
import type { ParsedArguments } from "../programs/parse-arguments.ts"
import { callAlias, noteAlias } from "./git-alias.ts"
import { leadsElsewhere } from "./git-redirects.ts"
import { reportTransport, SSH_COMMAND } from "./git-transport.ts"
import { movedBranches } from "./moved-branches.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** Settings whose value git runs. */
const COMMAND_SETTING =
  /^(core\.(sshcommand|editor|pager|fsmonitor|askpass|gitproxy|alternaterefscommand)|sequence\.editor|diff\.external|credential\..*helper|gpg\..*program|uploadpack\.packobjectshook|interactive\.difffilter|web\.browser|imap\.tunnel|sendemail\.(to|cc|header|sendmail)cmd|remote\..*\.(uploadpack|receivepack)|merge\..*\.driver|pager\..+|.*\.(textconv|clean|smudge|process|cmd|command))$/i

export function followGit(
  words: readonly string[],
  { flags, operands }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  for (const made of [...valuesOf(flags, "-c"), ...configOfClone(words, operands)]) {
    const [, key, set = "true"] = made.match(/^([^=]+)(?:=(.*))?$/s) ?? []
    if (key !== undefined) followSetting(key, set, operands, state, walk)
  }
  for (const { name, value = "" } of flags) {
    const [, variable, from] = (name === "--config-env" && value.match(/^([^=]+)=(.*)$/s)) || []
    if (variable !== undefined)
      followSetting(variable, state.variables.get(from ?? "") ?? "$UNKNOWN", operands, state, walk)
    if (name === "--work-tree") setting("core.worktree", value, state, walk)
  }
  for (const operand of operands) {
    const transport = operand.match(/^ext::(.*)$/s)?.[1]
    if (transport === undefined) continue
    const argv = transport.split(/(?<!%) +/).map((word) => word.replace(/%(.)/g, "$1")) // `% ` is a blank in a word
    walk.execute(argv, fork(state), "git transport")
  }
  const [subcommand, first = "", second] = operands
  const unseen = flags.some(
    ({ name, value }) => /^(-c|--config-env)$/.test(name) && value?.startsWith(UNKNOWN),
  )
  if (unseen || subcommand?.startsWith(UNKNOWN))
    walk.report({ argv: ["git"], traits: ["unresolved-code"] }, state)
  const after = (word: string) => words.slice(words.indexOf(word) + 1)
  if (subcommand !== undefined) callAlias(subcommand, after(subcommand), state, walk)
  if (subcommand === "bisect" && first === "run") walk.execute(after("run"), fork(state), "git bisect run")
  if (subcommand === "submodule" && first === "foreach") {
    const command = after("foreach").filter(
      (word, index, all) => index > 0 || !word.startsWith("-") || all.length === 1,
    )
    walk.runScript(command.join(" "), fork(state), "git submodule foreach")
  }
  if (subcommand === "config") {
    const [key, value] = first === "set" ? operands.slice(2) : [first, second]
    if (key !== undefined && value !== undefined && !isReading(words))
      followSetting(key, value, [], state, walk)
  }
  if (subcommand === "remote" && first === "set-url") {
    const to = operands[3]
    if (to !== undefined && !words.includes("--push")) setting(`remote.${second}.url`, to, state, walk)
  }
  if (/^(show|cat-file|cat|archive|diff|difftool|grep|log|blame|annotate)$/.test(subcommand ?? ""))
    readVersions(words, operands, state, walk)
  for (const argv of movedBranches(words)) walk.report({ argv }, { ...state, origin: `git ${subcommand}` })
  reportTransport(words, operands, state, walk)
}

/** `HEAD:src/a.ts` is the file as it was, `-L1,9:src/a.ts` some lines of it. */
function readVersions(
  words: readonly string[],
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  const lines = words.flatMap((word) => word.match(/^(?:-L)?[\d,$^/+-].*(:[^:]+)$/)?.[1] ?? [])
  const paths = [...operands, ...lines].flatMap(
    (operand) => operand.match(/^[^:]*:(?:\.\/)?([^:]+)$/s)?.[1] ?? [],
  )
  const effects = paths.map((target) => ({
    access: "read" as const,
    target,
    recursive: false,
    cwd: state.cwd,
  }))
  if (effects.length > 0) walk.report({ effects }, { ...state, origin: "git show" })
}

function valuesOf(flags: ParsedArguments["flags"], wanted: string): string[] {
  return flags.flatMap(({ name, value = "" }) => (name === wanted ? [value] : []))
}

/** `git clone --config key=value`: settings of the new repository. */
function configOfClone(words: readonly string[], [subcommand]: readonly string[]): string[] {
  if (subcommand !== "clone") return []
  return words.flatMap((word, index) => {
    if (word.startsWith("--config=")) return [word.slice("--config=".length)]
    return word === "--config" ? [words[index + 1] ?? ""] : []
  })
}

function isReading(words: readonly string[]): boolean {
  return words.some((word) =>
    /^(--(get|unset|list|remove-section|rename-section)|get$|unset$|list$)/.test(word),
  )
}

/** A setting is made, wherever: `git config`, `-c`, or the environment. */
export function followSetting(
  key: string,
  value: string,
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  setting(key.toLowerCase(), value, state, walk)
  const run = (script: string) => walk.runScript(script, fork(state), `git setting ${key}`)
  if (COMMAND_SETTING.test(key)) run(value.replace(/^!/, ""))
  if (key.toLowerCase() === SSH_COMMAND) state.variables.set(SSH_COMMAND, value)
  const alias = key.match(/^alias\.(.+)$/i)?.[1]
  if (alias === undefined) return
  noteAlias(alias, value, state)
  // A stored one will be called with words that nobody knows yet.
  if (operands[0] !== alias) run(`${value.startsWith("!") ? value.slice(1) : `git ${value}`} "$UNKNOWN"`)
}

/** As an execution of its own, so that rules can be written on settings wherever they are made. */
function setting(key: string, value: string, state: ShellState, walk: Walk): void {
  const traits: Trait[] = leadsElsewhere(key, value) ? ["redirects-git"] : []
  walk.report({ argv: ["git-setting", key, value], traits }, { ...state, origin: "git setting" })
}
