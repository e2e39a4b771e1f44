// Commands hidden in the arguments of programs that are no wrappers: vim's `:!`, awk's system().
import { UNKNOWN } from "../execution.ts"
import { unescapeText } from "../programs/unescape-text.ts"

export function embeddedScripts(program: string, words: readonly string[]): string[] {
  switch (program) {
    case "vim":
    case "vi":
    case "nvim":
    case "ed":
    case "ex":
      return words.flatMap((word) => word.match(/^\+?:?!(.*)$/s)?.[1] ?? [])
    case "less":
    case "more":
    case "most":
      return words.flatMap((word) => word.match(/^\+{1,2}!(.*)$/s)?.[1] ?? [])
    case "gdb":
    case "lldb":
      return words.flatMap((word) => word.match(/^(?:platform\s+)?(?:shell|!)\s*(.+)$/s)?.[1] ?? [])
    case "emacs":
    case "emacsclient":
      return words.flatMap((word) => [...word.matchAll(EMACS)].map((found) => unescapeText(found[1] ?? "")))
    case "awk":
    case "gawk":
    case "mawk":
    case "nawk":
      return words.flatMap(awkCommands)
    case "tar":
    case "bsdtar":
    case "gtar":
      return words.flatMap((word) => word.match(/^--(?:checkpoint-action=exec|to-command)=(.*)$/s)?.[1] ?? [])
    default:
      return []
  }
}

const EMACS = /\((?:async-)?shell-command(?:-to-string)?\s+"((?:[^"\\]|\\.)*)"/g
const TEXT = '"(?:[^"\\\\]|\\\\.)*"'
const AWK_CALLS = [
  /system\(([^;{}\n]{0,2000})\)/g,
  new RegExp(`\\|&?\\s*(${TEXT}(?:[\\s$\\w]*${TEXT})*)`, "g"),
]
const AWK_READS = new RegExp(`((?:${TEXT}\\s{0,9}){1,20})\\|&?\\s*getline`, "g")

/** `print "rm x" | "sh"`; what is not one literal can not be told. */
const FED_TO_SHELL =
  /\bprintf?\b\s*\(?\s*(?:"((?:[^"\\]|\\.)*)"\s*\)?|[^|;}\n]*)\s*\|&?\s*"(?:[^"]*\/)?(?:ba|z|da|k|a)?sh\b[^"]*"/g

/** What awk hands to a shell: texts beside each other are one, and what else stands between them is unknown. */
function awkCommands(code: string): string[] {
  const calls = [...AWK_CALLS, AWK_READS].flatMap((pattern) =>
    [...code.matchAll(pattern)].map((found) => found[1] ?? ""),
  )
  const fed = [...code.matchAll(FED_TO_SHELL)].map(([, text]) =>
    text === undefined ? UNKNOWN : unescapeText(text),
  )
  const told = calls.map((call) =>
    call
      .split(new RegExp(`(${TEXT})`))
      .map((piece, index) => {
        if (index % 2 === 1) return unescapeText(piece.slice(1, -1))
        return /[^\s,]/.test(piece) ? UNKNOWN : ""
      })
      .join(""),
  )
  return [...told, ...fed]
}
