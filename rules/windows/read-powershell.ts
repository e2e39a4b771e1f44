// The commands of a PowerShell text, on the level of words: quotes, variables, blocks and pipes; no types, no operators.
import { UNKNOWN } from "../execution.ts"

export interface WindowsCommand {
  words: string[]
  /** It is fed by the command before it. */
  piped: boolean
}

interface Frame extends WindowsCommand {
  /** What closes it. */
  end: string
  /** The name in `$name = …`. */
  assigned: string | undefined
  /** It begins with a text in quotes or a variable: a value, and no command unless `&` calls it. */
  isValue: boolean
}

/** @param known The value of a variable, with its scope as in `env:TEMP`, in lower case. */
export function readPowerShell(text: string, known: (name: string) => string | undefined): WindowsCommand[] {
  const commands: WindowsCommand[] = []
  const variables = new Map<string, string>()
  const lookUp = (name: string) => variables.get(name) ?? known(name) ?? UNKNOWN
  const stack: Frame[] = [newFrame("", false)]
  const top = () => stack.at(-1) ?? newFrame("", false)
  const finish = (piped: boolean) => {
    const { words: written, assigned, isValue, end, piped: fed } = top()
    const words = assigned === undefined ? written : folded(written)
    if (assigned !== undefined) variables.set(assigned, words.length === 1 ? (words[0] ?? "") : UNKNOWN)
    else if (words.length > 0 && !isValue) commands.push({ words: [...words], piped: fed })
    stack[stack.length - 1] = newFrame(end, piped)
  }
  let isCalled = false
  for (const [token, kind] of tokensOf(text, lookUp)) {
    const frame = top()
    if (kind === "word" || kind === "value") {
      if (frame.words.length === 0) frame.isValue = kind === "value" && !isCalled
      frame.words.push(token)
    } else if (kind === "assignment") frame.assigned = token
    else if (kind === "addition") {
      frame.assigned = token
      frame.words.push(lookUp(token), "+")
    } else if (token === "(" || token === "{") {
      if (token === "{") finish(false)
      if (stack.length < DEEPEST) stack.push(newFrame(token === "(" ? ")" : "}", false))
    } else if (token === ")" || token === "}") {
      const isFolded = frame.isValue || /^-join$/i.test(frame.words[0] ?? "")
      const words = isFolded ? folded(frame.words) : frame.words
      const { end } = frame
      finish(false)
      if (stack.length > 1 && end === token) stack.pop()
      const isMethod = /(::|\.)\w+$/.test(top().words.at(-1) ?? "")
      if (token === ")")
        top().words.push(...(isFolded && (isMethod || !words.some(isOperator)) ? words : [UNKNOWN]))
    } else finish(token === "|")
    isCalled = token === "&" && kind === "border"
  }
  while (stack.length > 0) {
    finish(false)
    stack.pop()
  }
  return commands
}

function isOperator(word: string): boolean {
  return /^(\+|-[a-z]+)$/i.test(word)
}

/** Texts that are joined, added or put into a format, as far as all of it stands there. */
function folded(words: readonly string[]): readonly string[] {
  const at = words.findIndex(isOperator)
  if (at < 0) return words
  const [before, operator = "", after] = [words.slice(0, at), words[at]?.toLowerCase(), words.slice(at + 1)]
  if (operator === "-join" && at === 0) return after.some(isOperator) ? words : [after.join("")]
  if (operator === "-join") return folded([before.join(after[0] ?? ""), ...after.slice(1)])
  if (operator === "+" && at > 0 && after[0] !== undefined)
    return folded([...before.slice(0, -1), `${before.at(-1)}${after[0]}`, ...after.slice(1)])
  if (operator === "-f" && at === 1 && !after.some(isOperator))
    return [
      (before[0] ?? "").replace(/\{(\d+)(?:[,:][^}]*)?\}/g, (_, index) => after[Number(index)] ?? UNKNOWN),
    ]
  return words
}

/** The rest of a text that is nested deeper is read as if it were not. */
const DEEPEST = 64

function newFrame(end: string, piped: boolean): Frame {
  return { words: [], piped, end, assigned: undefined, isValue: false }
}

type Token = readonly [text: string, kind: "word" | "value" | "assignment" | "addition" | "border"]

const TOKEN = new RegExp(
  [
    /(?<blank>[ \t\r`]*\\?`\r?\n|[ \t\r]+|<#[\s\S]*?#>|#[^\n]*)/,
    /@'\r?\n(?<hereSingle>[\s\S]*?)\r?\n'@|@"\r?\n(?<hereDouble>[\s\S]*?)\r?\n"@/,
    /\$(?<assigned>[A-Za-z_][\w:]*)\s*(?<added>\+?)=(?!=)/,
    /(?<border>\|\||&&|[@$]?[({]|[;|&\n)},])/,
    /(?<word>(?:'(?:[^']|'')*'|"(?:[^"`]|`[\s\S]|"")*"|`[\s\S]|[^\s;|&(){},'"`])+)/,
    /(?<other>[\s\S])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gy",
)

function* tokensOf(text: string, lookUp: (name: string) => string): Generator<Token> {
  for (const { groups = {} } of text.matchAll(TOKEN)) {
    const { hereSingle, hereDouble, assigned, added, border, word } = groups
    if (hereSingle !== undefined || hereDouble !== undefined) yield [hereSingle ?? hereDouble ?? "", "value"]
    else if (assigned !== undefined) yield [assigned.toLowerCase(), added ? "addition" : "assignment"]
    // A comma joins words into a list; `&` before a command calls it.
    else if (border !== undefined && border !== ",") yield [border.replace(/^[@$]/, ""), "border"]
    else if (word !== undefined) yield [readWord(word, lookUp), /^(['"$]|\d+$)/.test(word) ? "value" : "word"]
  }
}

/** A text of which a method is called, or letters are picked. */
const COMPUTED = /^(?:'[^']*'|"[^"]*")(?:\[|\.[A-Za-z])/
/** So that two texts in a row are not one with a quote in it. */
const BETWEEN = "`\0"

/** `'Remove'+'-Item'`, and `$a+` before a text. */
const ADDED = /('(?:[^']|'')*'|"(?:[^"`]|`[\s\S]|"")*"|\$[A-Za-z_][\w:]*)\+(?=['"$])/g

const PART = /'((?:[^']|'')*)'|"((?:[^"`]|`[\s\S]|"")*)"|`([\s\S])|\$\{?([A-Za-z_][\w:]*)\}?|([\s\S])/g

function readWord(word: string, lookUp: (name: string) => string): string {
  if (COMPUTED.test(word)) return UNKNOWN
  const joined = word.replace(ADDED, `$1${BETWEEN}`)
  return joined.replace(PART, (_, single, double, escaped, name, plain) => {
    if (single !== undefined) return single.replaceAll("''", "'")
    if (double !== undefined) return expanded(double, lookUp)
    if (name !== undefined) return lookUp(name.toLowerCase())
    return escaped === "\0" ? "" : (escaped ?? plain)
  })
}

function expanded(text: string, lookUp: (name: string) => string): string {
  return text
    .replace(/\$\([^)]*\)/g, UNKNOWN)
    .replace(/`([\s\S])|""|\$\{?([A-Za-z_][\w:]*)\}?/g, (found, escaped, name) => {
      if (name !== undefined) return lookUp(name.toLowerCase())
      return escaped ?? (found === '""' ? '"' : found)
    })
}
