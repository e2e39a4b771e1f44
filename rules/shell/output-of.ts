// What a program prints, for the few that only hand on what they are given; UNKNOWN for all others.
import { posix } from "node:path"
import { UNKNOWN } from "../execution.ts"
import { decodeText } from "../programs/decode-text.ts"
import { listsAll } from "../programs/lists-all.ts"
import { parseArguments } from "../programs/parse-arguments.ts"
import { printsCompletion } from "../programs/prints-completion.ts"
import { programName } from "../programs/program-name.ts"
import { programOf } from "../programs/program-table.ts"
import { findTargets } from "./find-targets.ts"
import { narrowedBy } from "./narrowed-by.ts"
import { SETUP_TEXT } from "./setup-text.ts"
import { NUL, type ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
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

const GREP = /^[ef]?grep$/

const PLACES = new Set(["dirname", "basename", "realpath", "readlink"])

const SETS_UP = new Set("brew direnv rbenv pyenv nodenv starship fnm zoxide mise kubectl npm gh".split(" "))
const SHELL_SETUP = /^(shellenv|hook|init|activate|env|completion)$/

/** @param argv A program and its arguments, not empty. */
export function outputOf(argv: readonly string[], state: ShellState, walk: Walk): string {
  const program = programName(argv[0] ?? "")
  const words = argv.slice(1)
  if (FILTERS.has(program) && state.input !== "") {
    if (readsFiles(program, words)) return UNKNOWN
    return GREP.test(program) ? narrowedBy(words, state.input) : state.input
  }
  if (listsAll(program, words)) return "*\n"
  if (PLACES.has(program)) return placeOf(program, words, state, walk)
  // What a known tool prints to set up a shell, or to complete its own arguments.
  if (SETS_UP.has(program)) return SHELL_SETUP.test(words[0] ?? "") ? SETUP_TEXT : UNKNOWN
  switch (program) {
    case "cat":
      return words.join(" ") === "/dev/null" ? "" : textOfAll(words, state, walk)
    case "echo":
      return printed(words)
    case "printf":
      return formatted(words)
    case "pwd":
      return `${state.cwd}\n`
    case "mktemp":
      return `${walk.context.temp[0] ?? "/tmp"}/tmp.${UNKNOWN}\n`
    case "ls":
      return listed(words.filter((word) => !word.startsWith("-")))
    case "date":
      // Its own format, in which the parts of the time are known only then.
      return words.length === 1 && words[0]?.startsWith("+")
        ? `${words[0].slice(1).replace(/%\S/g, "0")}\n`
        : UNKNOWN
    case "base64":
    case "base32":
      return decoded(words, state, walk)
    case "find":
      return foundBy(words)
    case "git":
      return words.join(" ") === "rev-parse --show-toplevel" ? `${walk.context.project}\n` : UNKNOWN
    case "ssh-agent":
    case "dircolors":
      return words.every((word) => word.startsWith("-")) ? SETUP_TEXT : UNKNOWN
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
  if (operands.length === 0) return "*\n"
  return operands.every((word) => /[*?]/.test(word)) ? `${operands.join("\n")}\n` : UNKNOWN
}

/** What cat prints of files that the command has written itself. */
function textOfAll(words: readonly string[], state: ShellState, walk: Walk): string {
  const texts = words.map((word) => textsOf(word, state, walk))
  return texts.every((versions) => versions.length === 1) ? texts.flat().join("") : UNKNOWN
}

/** After these a name may be a link, which leads elsewhere than its words say. */
const LINKS = /^(ln|link|cp|mv|rsync|tar|bsdtar|unzip|git|mount|python[\d.]*|node|perl|ruby)$/

/** Of one path that is known, without what `-f` and the like ask of a disk that has no links. */
function placeOf(program: string, words: readonly string[], { cwd }: ShellState, walk: Walk): string {
  const [path = UNKNOWN, suffix] = words.filter((word) => !/^-[efmLPs]+$|^--$/.test(word))
  const operands = words.filter((word) => !word.startsWith("-")).length
  if (path.includes(UNKNOWN) || path.startsWith("-") || operands > (program === "basename" ? 2 : 1))
    return UNKNOWN
  if (program === "dirname") return `${posix.dirname(path)}\n`
  if (program === "basename") return `${posix.basename(path, suffix)}\n`
  const isPlain = program === "readlink" && !words.some((word) => /^-[efm]+$/.test(word))
  if (isPlain || cwd.includes(UNKNOWN) || walk.reported.some((before) => LINKS.test(before.program)))
    return UNKNOWN
  return `${posix.resolve(cwd, path)}\n`
}

/** `which rm` prints the path of rm: where it lies is not known, but what it is. */
function found(words: readonly string[]): string {
  const names = words.filter((word) => !word.startsWith("-"))
  return names.length === 1 ? `${UNKNOWN}/${names[0]}\n` : UNKNOWN
}

/** What find prints: a line for each, or as `-print0` and `-printf` say. */
export function foundBy(words: readonly string[]): string {
  if (words.includes("-printf")) return UNKNOWN
  const end = words.includes("-print0") ? NUL : "\n"
  return findTargets(words)
    .map((target) => target + end)
    .join("")
}

/** Whether a filter prints what is in files, and not what it is fed. */
function readsFiles(program: string, words: readonly string[]): boolean {
  const { flags, operands } = parseArguments(words, programOf(program))
  if (program === "tee") return false
  const isSearch =
    /grep$|^rg$/.test(program) && !flags.some(({ name }) => /^(-e|--regexp|-f|--file)$/.test(name))
  return operands.slice(isSearch ? 1 : 0).some((operand) => operand !== "-")
}

function printed(words: readonly string[]): string {
  const first = words.findIndex((word) => !/^-[neE]+$/.test(word))
  const options = first < 0 ? words : words.slice(0, first)
  const end = options.some((word) => word.includes("n")) ? "" : "\n"
  return (first < 0 ? "" : unescaped(words.slice(first).join(" "))) + end
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
    .replace(/\\0(?!\d)/g, NUL)
    .replaceAll("\\n", "\n")
    .replaceAll("\\t", "\t")
    .replaceAll("\\0", NUL)
}
