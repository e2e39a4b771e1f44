// Commands hidden in the arguments of programs that are no wrappers: git's aliases, vim's `:!`, awk's system().
import { UNKNOWN } from "../execution.ts"
import type { ParsedArguments } from "../programs/parse-arguments.ts"

/** Settings of git whose value git runs. */
const GIT_COMMAND_SETTING =
  /^(core\.(sshcommand|editor|pager|fsmonitor|askpass|gitproxy)|sequence\.editor|diff\.external|credential\.helper|.*\.(textconv|clean|smudge|process|cmd))=(.*)$/is
const GIT_ALIAS = /^alias\.([^=]+)=(.*)$/is

export function embeddedScripts(
  program: string,
  words: readonly string[],
  { flags, operands }: ParsedArguments,
): string[] {
  switch (program) {
    case "git":
      return flags.flatMap(({ name, value }) =>
        name === "-c" && value !== undefined ? gitSetting(value, operands) : [],
      )
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
      return words.flatMap(awkCommands)
    case "tar":
      return words.flatMap((word) => word.match(/^--(?:checkpoint-action=exec|to-command)=(.*)$/s)?.[1] ?? [])
    default:
      return []
  }
}

/** `git -c alias.x=… x y` runs the alias with what follows it. */
function gitSetting(setting: string, operands: readonly string[]): string[] {
  const command = setting.match(GIT_COMMAND_SETTING)?.at(-1)
  if (command !== undefined) return [command.replace(/^!/, "")]
  const [, name, alias] = setting.match(GIT_ALIAS) ?? []
  if (alias === undefined) return []
  const rest = operands[0] === name ? operands.slice(1) : []
  return [[alias.startsWith("!") ? alias.slice(1) : `git ${alias}`, ...rest].join(" ")]
}

function awkCommands(code: string): string[] {
  const literals = [
    /system\(\s*"((?:[^"\\]|\\.)*)"/g,
    /\|\s*"((?:[^"\\]|\\.)*)"/g,
    /"((?:[^"\\]|\\.)*)"\s*\|\s*getline/g,
  ]
  const told = literals.flatMap((pattern) => [...code.matchAll(pattern)].map((found) => found[1] ?? ""))
  return /system\(\s*[^"\s)]/.test(code) ? [...told, UNKNOWN] : told
}
