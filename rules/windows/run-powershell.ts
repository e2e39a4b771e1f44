// PowerShell as a program: `powershell -Command …`, encoded or in a file, and its commands as executions with effects.
import { type Effect, UNKNOWN } from "../execution.ts"
import { fork, type ShellState } from "../shell/shell-state.ts"
import { textsOf } from "../shell/texts-of.ts"
import type { Walk } from "../shell/walk.ts"
import { ALIASES, CMDLETS, DESTINATIONS, OPERANDS, VALUES, type Which } from "./cmdlets.ts"
import { readPowerShell, type WindowsCommand } from "./read-powershell.ts"
import { windowsPath, windowsVariable } from "./windows-path.ts"

/** Parameters of powershell.exe itself that take a value. */
const OPTIONS =
  /^(executionpolicy|ex|ep|version|psconsolefile|windowstyle|w|inputformat|outputformat|configurationname|workingdirectory|wd|settingsfile|custompipename)$/

export function runPowerShell(words: readonly string[], state: ShellState, walk: Walk): string {
  for (let index = 0; index < words.length; index++) {
    const name = words[index]?.match(/^[-/]([A-Za-z]+)$/)?.[1]?.toLowerCase()
    const rest = words.slice(index + 1)
    if (name === undefined) return runText(words.slice(index), state, walk)
    if (isBegun(name, "command")) return runText(rest, state, walk)
    if (name === "ec" || isBegun(name, "encodedcommand")) {
      runCommands(decoded(rest[0] ?? ""), state, walk)
      return UNKNOWN
    }
    if (isBegun(name, "file")) return runFile(rest[0] ?? "", state, walk)
    if (OPTIONS.test(name)) index += 1
  }
  if (state.input !== "") runCommands(state.input, state, walk)
  return UNKNOWN
}

function runText(words: readonly string[], state: ShellState, walk: Walk): string {
  const [first = ""] = words
  if (/\.ps1$/i.test(first)) return runFile(first, state, walk)
  runCommands(first === "-" ? state.input : words.join(" "), state, walk)
  return UNKNOWN
}

function runFile(path: string, state: ShellState, walk: Walk): string {
  for (const text of textsOf(windowsPath(path), state, walk)) runCommands(text, state, walk)
  return UNKNOWN
}

/** Base64 of UTF-16. */
function decoded(text: string): string {
  return /^[A-Za-z0-9+/=]+$/.test(text) ? Buffer.from(text, "base64").toString("utf16le") : UNKNOWN
}

/** @throws {TooComplex} when PowerShell in PowerShell goes too deep. */
function runCommands(text: string, state: ShellState, walk: Walk): void {
  walk.budget.spend(1 + text.length / 16)
  const inner = fork(state, { depth: state.depth + 1, origin: "powershell" })
  if (text.startsWith(UNKNOWN)) walk.report({ traits: ["input-as-script"] }, inner)
  const commands = readPowerShell(text, (name) => windowsVariable(name, walk.context, inner.cwd))
  for (const [index, command] of commands.entries()) runCommand(command, commands[index - 1], inner, walk)
}

const KEYWORDS =
  /^(if|elseif|else|foreach|for|while|until|do|try|catch|finally|function|filter|param|switch|begin|process|end|trap|class|exit|break|continue|throw)$/

function runCommand(
  { words, piped }: WindowsCommand,
  before: WindowsCommand | undefined,
  state: ShellState,
  walk: Walk,
): void {
  const [first = "", ...rest] = words
  const name = first.toLowerCase()
  if (KEYWORDS.test(name)) return
  if (name === "return" || name === "." || name === "&") {
    if (rest.length > 0) runCommand({ words: rest, piped }, before, state, walk)
    return
  }
  const cmdlet = ALIASES[name] ?? name
  if (followDotNet(words, state, walk)) return
  if (/^invoke-(wmi|cim)method$|^(iwmi|icim)$/.test(cmdlet)) runArguments(rest, state, walk)
  if (/^\[(?:scriptblock|powershell)\]::create$/i.test(first)) runExpression(rest, state, walk)
  else if (cmdlet === "set-alias" || cmdlet === "new-alias") nameAlias(rest, walk)
  else if (cmdlet === "set-location") {
    const target = windowsPath(rest.find((word) => !word.startsWith("-")) ?? walk.context.home)
    walk.execute(["cd", target], state, "powershell")
  } else if (cmdlet === "invoke-expression") runExpression(rest, state, walk)
  else if (Object.hasOwn(CMDLETS, cmdlet)) runCmdlet(cmdlet, rest, piped ? before : undefined, state, walk)
  else walk.execute([windowsPath(first), ...rest], fork(state), "powershell")
}

function nameAlias(words: readonly string[], walk: Walk): void {
  const [name, program] = words.filter((word) => !word.startsWith("-"))
  if (name !== undefined && program !== undefined) walk.made.programs.set(name, [program])
}

/** `Invoke-WmiMethod -Class Win32_Process -Name Create -ArgumentList 'program …'` starts what one of its words says. */
function runArguments(words: readonly string[], state: ShellState, walk: Walk): void {
  for (const word of words) if (/\s/.test(word)) walk.execute(["cmd", "/c", word], fork(state), "wmi")
}

/** `iex 'text'` is that text; of anything else nobody has seen the text. */
function runExpression(words: readonly string[], state: ShellState, walk: Walk): void {
  const text = words.filter((word) => !/^-(command|c\w*)$/i.test(word)).join(" ")
  if (text === "" || text.includes(UNKNOWN)) walk.report({ traits: ["input-as-script"] }, state)
  if (text !== "") runCommands(text, state, walk)
}

/** A command without a program of its own; also from other shells, which hand it on. */
export function runCmdlet(
  cmdlet: string,
  words: readonly string[],
  before: WindowsCommand | undefined,
  state: ShellState,
  walk: Walk,
): void {
  const { flags, operands, destinations } = parameters(words, cmdlet === "stop-process" ? ["name"] : [])
  const fed = operands.length === 0 && before ? fedBy(before) : []
  const targets = [...operands, ...fed]
  const isTree = flags.includes("-recurse") || fed.length > 0
  const select = (which: Which) => {
    if (which === "all") return targets
    if (destinations.length > 0) return which === "last" ? destinations : targets
    return which === "last" ? targets.slice(1).slice(-1) : targets.slice(0, Math.max(1, targets.length - 1))
  }
  const effects = flags.includes("-whatif")
    ? []
    : (CMDLETS[cmdlet] ?? []).flatMap(([access, which]) =>
        select(which).map(
          (target): Effect => ({
            access,
            target: access === "fetch" ? target : windowsPath(target),
            recursive: access === "delete" && isTree,
            cwd: state.cwd,
          }),
        ),
      )
  const saved = cmdlet.startsWith("invoke-") ? destinations : []
  effects.push(
    ...saved.map(
      (path): Effect => ({ access: "write", target: windowsPath(path), recursive: false, cwd: state.cwd }),
    ),
  )
  if (cmdlet.startsWith("invoke-") && cmdlet !== "invoke-item")
    walk.execute([cmdlet, ...words], fork(state), "powershell")
  walk.report({ argv: [cmdlet, ...flags, ...targets.map(windowsPath)], effects }, state)
  if (cmdlet === "start-process" && operands[0] !== undefined && !operands[0].includes("://"))
    walk.execute([windowsPath(operands[0]), ...operands.slice(1)], fork(state), "start-process")
}

/** What a pipe hands on: the files of a directory that is listed, or anything. */
function fedBy({ words: [first = "", ...rest] }: WindowsCommand): string[] {
  const lister = ALIASES[first.toLowerCase()] ?? first.toLowerCase()
  if (/^(get-process|gps)$/.test(lister)) return parameters(rest, ["name"]).operands
  if (lister !== "get-childitem") return [UNKNOWN]
  const { operands } = parameters(rest)
  return (operands.length > 0 ? operands : ["."]).map((path) => `${path}/*`)
}

/** @param named What else than a path the command may be about. */
function parameters(words: readonly string[], named: readonly string[] = []) {
  const found: { flags: string[]; operands: string[]; destinations: string[] } = {
    flags: [],
    operands: [],
    destinations: [],
  }
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ""
    const [, written, attached] = word.match(/^-([A-Za-z]+):?(.*)$/s) ?? []
    const name = written?.toLowerCase()
    if (name === undefined) {
      found.operands.push(word)
      continue
    }
    const takes = (names: readonly string[]) => names.some((known) => isBegun(name, known))
    const full = ["recurse", "force", "whatif"].find((known) => isBegun(name, known))
    found.flags.push(`-${full ?? name}`)
    if (full !== undefined || attached) continue
    const value = words[index + 1]
    if (takes(DESTINATIONS) && value !== undefined) found.destinations.push(value)
    else if ((takes(OPERANDS) || named.includes(name) || name === "argumentlist") && value !== undefined)
      found.operands.push(value)
    if (takes(DESTINATIONS) || takes(OPERANDS) || takes(VALUES)) index += 1
  }
  return found
}

function isBegun(written: string, name: string): boolean {
  return name.startsWith(written)
}

const DOT_NET =
  /\[(?:system\.)?io\.(file|directory)(?:info)?\]::(delete|move|writealltext|writeallbytes|writealllines)$/i

/** `[IO.Directory]::Delete("C:\x", $true)` */
function followDotNet(words: readonly string[], state: ShellState, walk: Walk): boolean {
  const at = words.findIndex((word) => DOT_NET.test(word))
  const [, kind = "", method = ""] = words[at]?.match(DOT_NET) ?? []
  const target = words[at + 1]
  if (at < 0 || target === undefined) return false
  const access = /delete/i.test(method) ? "delete" : /move/i.test(method) ? "move" : "write"
  const effect: Effect = {
    access,
    target: windowsPath(target),
    recursive: /directory/i.test(kind),
    cwd: state.cwd,
  }
  walk.report({ argv: [...words], effects: [effect] }, state)
  return true
}
