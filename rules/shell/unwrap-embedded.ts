// Commands hidden in the arguments of programs that are no wrappers: git's aliases, vim's `:!`, awk's system().
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** Settings of git whose value git runs. */
const GIT_COMMAND_SETTING =
  /^(core\.(sshcommand|editor|pager|fsmonitor|askpass|gitproxy)|sequence\.editor|diff\.external|credential\.helper|.*\.(textconv|clean|smudge|process|cmd))=(.*)$/is
const GIT_ALIAS = /^alias\.[^=]+=(.*)$/is

export function unwrapEmbedded(
  program: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): string | undefined {
  for (const script of embeddedScripts(program, words)) {
    walk.runScript(script, fork(state), `argument of ${program}`)
  }
  return undefined
}

function embeddedScripts(program: string, words: readonly string[]): string[] {
  switch (program) {
    case "git":
      return words.flatMap((word, index) => (words[index - 1] === "-c" ? gitSetting(word) : []))
    case "vim":
    case "vi":
    case "nvim":
    case "ed":
    case "ex":
      return words.flatMap((word) => word.match(/^\+?:?!(.*)$/s)?.[1] ?? [])
    case "awk":
    case "gawk":
    case "mawk":
    case "nawk":
      return words.flatMap((word) =>
        [...word.matchAll(/(?:system\(\s*|\|\s*)"((?:[^"\\]|\\.)*)"|"((?:[^"\\]|\\.)*)"\s*\|/g)].map(
          (found) => found[1] ?? found[2] ?? "",
        ),
      )
    case "tar":
      return words.flatMap((word) => word.match(/^--(?:checkpoint-action=exec|to-command)=(.*)$/s)?.[1] ?? [])
    default:
      return []
  }
}

function gitSetting(setting: string): string[] {
  const command = setting.match(GIT_COMMAND_SETTING)?.at(-1)
  if (command !== undefined) return [command.replace(/^!/, "")]
  const alias = setting.match(GIT_ALIAS)?.[1]
  if (alias === undefined) return []
  return [alias.startsWith("!") ? alias.slice(1) : `git ${alias}`]
}
