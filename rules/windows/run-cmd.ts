// cmd.exe as a program: `cmd /c …`, and the commands that it has no program for.
import { type Access, type Effect, UNKNOWN } from "../execution.ts"
import { fork, type ShellState } from "../shell/shell-state.ts"
import type { Walk } from "../shell/walk.ts"
import { readCmd } from "./read-cmd.ts"
import { windowsPath, windowsVariable } from "./windows-path.ts"

/** In bash of MSYS `//c` is what cmd gets as `/c`. */
const SWITCH = /^\/\/?([a-z])(:.*)?$/i

export function runCmd(words: readonly string[], state: ShellState, walk: Walk): string {
  const start = words.findIndex((word) => /^[ckr]$/i.test(word.match(SWITCH)?.[1] ?? ""))
  const text = start < 0 ? state.input : words.slice(start + 1).join(" ")
  walk.budget.spend(1 + text.length / 16)
  const inner = fork(state, { depth: state.depth + 1, origin: "cmd" })
  if (text.startsWith(UNKNOWN)) walk.report({ traits: ["input-as-script"] }, inner)
  for (const command of readCmd(text, (name) => windowsVariable(name, walk.context, inner.cwd)))
    runCommand(redirected(command.words, inner, walk), inner, walk)
  return UNKNOWN
}

/** What each does to its operands; `target` is only the last. */
const BUILTINS: Readonly<Record<string, { name: string; access?: Access; target?: Access }>> = {
  del: { name: "del", access: "delete" },
  erase: { name: "del", access: "delete" },
  rd: { name: "rd", access: "delete" },
  rmdir: { name: "rd", access: "delete" },
  move: { name: "move", access: "move", target: "write" },
  ren: { name: "ren", access: "move" },
  rename: { name: "ren", access: "move" },
  copy: { name: "copy", access: "read", target: "write" },
  xcopy: { name: "xcopy", access: "read", target: "write" },
  type: { name: "type", access: "read" },
  md: { name: "md", access: "write" },
  mkdir: { name: "md", access: "write" },
  echo: { name: "echo" },
  set: { name: "set" },
  rem: { name: "rem" },
}

function runCommand(words: readonly string[], state: ShellState, walk: Walk): void {
  const [name = "", ...rest] = words
  if (name === "") return
  if (name === "cd" || name === "chdir" || name === "pushd") {
    const target = rest.find((word) => !SWITCH.test(word))
    if (target !== undefined) walk.execute(["cd", windowsPath(target)], state, "cmd")
  } else if (Object.hasOwn(BUILTINS, name)) runCmdBuiltin(name, rest, state, walk)
  else if (name === "start") runStart(rest, state, walk)
  else walk.execute([windowsPath(name), ...rest], fork(state), "cmd")
}

/** Also from other shells, which hand it on. */
export function runCmdBuiltin(
  written: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  const { name, access, target } = BUILTINS[written] ?? { name: written }
  const flags = words.flatMap((word) =>
    [...word.matchAll(/\/\/?([a-z])(?::[^/]*)?/gi)].map(([, letter = ""]) =>
      isSwitches(word) ? `-${letter.toLowerCase()}` : "",
    ),
  )
  const operands = words.filter((word) => !isSwitches(word)).map(windowsPath)
  const recursive = access === "delete" && flags.includes("-s")
  const effect = (access: Access, target: string): Effect => ({ access, target, recursive, cwd: state.cwd })
  const sources = target && operands.length > 1 ? operands.slice(0, -1) : operands
  const effects = access ? sources.map((operand) => effect(access, operand)) : []
  if (target)
    effects.push(
      ...operands
        .slice(1)
        .slice(-1)
        .map((operand) => effect(target, operand)),
    )
  walk.report({ argv: [name, ...flags.filter((flag) => flag !== ""), ...operands], effects }, state)
}

/** `/s`, `/s/q`, `/a:h`, but not the path `/c/foo`. */
function isSwitches(word: string): boolean {
  return /^(\/\/?[a-z](:[^/]*)?)+$/i.test(word) && !/^\/[a-z]\/[a-z]{2,}/i.test(word)
}

/** `start "title" /wait program`; an address is opened. */
function runStart(words: readonly string[], state: ShellState, walk: Walk): void {
  const operands = words.filter((word) => !/^\/\w+$/.test(word))
  walk.report({ argv: ["start", ...operands], effects: [] }, state)
  const program = operands.findIndex((word) => word !== "" && !word.includes(" "))
  if (program >= 0 && !operands.some((word) => word.includes("://")))
    walk.execute(operands.slice(program), fork(state), "start")
}

/** @returns the words without the redirections, which are reported. */
function redirected(words: readonly string[], state: ShellState, walk: Walk): string[] {
  const effects: Effect[] = []
  const rest = words.filter((word, index) => {
    const before = words[index - 1] ?? ""
    const isTarget = /^(\d?>{1,2}|<)$/.test(before)
    if (isTarget && !/^(nul|&\d)$/i.test(word)) {
      const access = before === "<" ? "read" : "write"
      effects.push({ access, target: windowsPath(word), recursive: false, cwd: state.cwd })
    }
    return !isTarget && !/^(\d?>{1,2}|<)$/.test(word)
  })
  if (effects.length > 0) walk.report({ effects }, { ...state, origin: "redirection" })
  return rest
}
