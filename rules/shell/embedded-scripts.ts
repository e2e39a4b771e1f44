// Commands hidden in the arguments of programs that are no wrappers: vim's `:!`, awk's system().
import { UNKNOWN } from "../execution.ts"

export function embeddedScripts(program: string, words: readonly string[]): string[] {
  switch (program) {
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

/** `print "rm x" | "sh"`; what is not one literal can not be told. */
const FED_TO_SHELL =
  /\bprintf?\b\s*\(?\s*(?:"((?:[^"\\]|\\.)*)"\s*\)?|[^|;}\n]*)\s*\|&?\s*"(?:[^"]*\/)?(?:ba|z|da|k|a)?sh\b[^"]*"/g

function awkCommands(code: string): string[] {
  const literals = [
    /system\(\s*"((?:[^"\\]|\\.)*)"/g,
    /\|\s*"((?:[^"\\]|\\.)*)"/g,
    /"((?:[^"\\]|\\.)*)"\s*\|\s*getline/g,
  ]
  const told = literals.flatMap((pattern) => [...code.matchAll(pattern)].map((found) => found[1] ?? ""))
  const fed = [...code.matchAll(FED_TO_SHELL)].map((found) => found[1] ?? UNKNOWN)
  return /system\(\s*[^"\s)]/.test(code) ? [...told, ...fed, UNKNOWN] : [...told, ...fed]
}
