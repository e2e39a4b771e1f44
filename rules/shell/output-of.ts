// What a program prints, for the few that only hand on what they are given; UNKNOWN for all others.
import { UNKNOWN } from "../execution.ts"
import { decodeText } from "../programs/decode-text.ts"
import { listsAll } from "../programs/lists-all.ts"
import { printsCompletion } from "../programs/prints-completion.ts"
import { programName } from "../programs/program-name.ts"
import { findTargets } from "./find-targets.ts"
import { SETUP_TEXT } from "./setup-text.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** Print some of the lines they are fed: all of them is the cautious answer. */
const FILTERS = new Set([
  "grep",
  "egrep",
  "fgrep",
  "rg",
  "sort",
  "uniq",
  "head",
  "tail",
  "cat",
  "tee",
  "shuf",
])

const SHELL_SETUP = /^(shellenv|hook|init|activate|env|completion)$/

/** @param argv A program and its arguments, not empty. */
export function outputOf(argv: readonly string[], state: ShellState, walk: Walk): string {
  const program = programName(argv[0] ?? "")
  const words = argv.slice(1)
  if (FILTERS.has(program) && state.input !== "" && !words.slice(0, 1).some(isFile)) return state.input
  if (listsAll(program, words)) return "*"
  switch (program) {
    case "cat":
      return words.join(" ") === "/dev/null" ? "" : UNKNOWN
    case "echo":
      return printed(words)
    case "printf":
      return formatted(words)
    case "pwd":
      return state.cwd
    case "mktemp":
      return `${walk.context.temp[0] ?? "/tmp"}/tmp.${UNKNOWN}`
    case "ls":
      return listed(words.filter((word) => !word.startsWith("-")))
    case "date":
      // Its own format, in which the parts of the time are known only then.
      return words.length === 1 && words[0]?.startsWith("+")
        ? words[0].slice(1).replace(/%\S/g, "0")
        : UNKNOWN
    case "base64":
    case "base32":
      return decoded(words, state, walk)
    case "find":
      return findTargets(words).join("\n")
    case "git":
      return words.join(" ") === "rev-parse --show-toplevel" ? walk.context.project : UNKNOWN
    case "ssh-agent":
    case "dircolors":
      return words.every((word) => word.startsWith("-")) ? SETUP_TEXT : UNKNOWN
    case "brew":
    case "direnv":
    case "rbenv":
    case "pyenv":
    case "nodenv":
    case "starship":
    case "fnm":
    case "zoxide":
    case "mise":
    case "kubectl":
    case "npm":
    case "gh":
      // What a known tool prints to set up a shell, or to complete its own arguments.
      return SHELL_SETUP.test(words[0] ?? "") ? SETUP_TEXT : UNKNOWN
    case "which":
    case "command":
    case "type":
      return found(words)
    case "true":
    case "cd":
    case ":":
      return ""
    default:
      return printsCompletion(program, words) ? SETUP_TEXT : UNKNOWN
  }
}

/** What comes out is judged as a name; that it was hidden is remembered, so that no shell may run it. */
function decoded(words: readonly string[], { input }: ShellState, walk: Walk): string {
  const decodes = words.some((word) => /^(-d|-D|--decode)$/.test(word))
  const text = decodes ? decodeText(input, "base64") : undefined
  if (text === undefined) return UNKNOWN
  walk.decoded.add(text.trim())
  return text
}

/** A glob is printed as what it matches, a directory as what is in it. */
function listed(operands: readonly string[]): string {
  if (operands.length === 0) return "*"
  return operands.every((word) => /[*?]/.test(word)) ? operands.join("\n") : UNKNOWN
}

/** `which rm` prints the path of rm: where it lies is not known, but what it is. */
function found(words: readonly string[]): string {
  const names = words.filter((word) => !word.startsWith("-"))
  return names.length === 1 ? `${UNKNOWN}/${names[0]}` : UNKNOWN
}

function isFile(word: string): boolean {
  return word.includes("/")
}

function printed(words: readonly string[]): string {
  const first = words.findIndex((word) => !/^-[neE]+$/.test(word))
  return first < 0 ? "" : unescaped(words.slice(first).join(" "))
}

function formatted(words: readonly string[]): string {
  const [format, ...values] = words[0] === "--" ? words.slice(1) : words
  if (format === undefined) return ""
  const plain = unescaped(format)
  if (!/%/.test(plain)) return plain
  if (!/^([^%]|%s|%%)*$/.test(plain)) return UNKNOWN
  const rounds = Math.max(1, Math.ceil(values.length / Math.max(1, plain.split("%s").length - 1)))
  const left = [...values]
  return plain
    .repeat(Math.min(rounds, 100))
    .replace(/%s|%%/g, (found) => (found === "%%" ? "%" : (left.shift() ?? "")))
}

/** The escapes with which a command could be hidden: `\n`, `\t`, `\x72`, `\162`. */
function unescaped(text: string): string {
  return text
    .replace(/\\x([0-9a-f]{1,2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\0?([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    .replace(/\\0(?!\d)|\\n/g, "\n")
    .replaceAll("\\t", "\t")
}
