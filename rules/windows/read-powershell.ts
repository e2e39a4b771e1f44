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
    const { words, assigned, isValue, end, piped: fed } = top()
    if (assigned !== undefined) variables.set(assigned, words.length === 1 ? (words[0] ?? "") : UNKNOWN)
    else if (words.length > 0 && !isValue) commands.push({ words, piped: fed })
    stack[stack.length - 1] = newFrame(end, piped)
  }
  let isCalled = false
  for (const [token, kind] of tokensOf(text, lookUp)) {
    const frame = top()
    if (kind === "word" || kind === "value") {
      if (frame.words.length === 0) frame.isValue = kind === "value" && !isCalled
      frame.words.push(token)
    } else if (kind === "assignment") frame.assigned = token
    else if (token === "(" || token === "{") {
      if (token === "{") finish(false)
      if (stack.length < DEEPEST) stack.push(newFrame(token === "(" ? ")" : "}", false))
    } else if (token === ")" || token === "}") {
      const { words, isValue, end } = frame
      finish(false)
      if (stack.length > 1 && end === token) stack.pop()
      const isMethod = /(::|\.)\w+$/.test(top().words.at(-1) ?? "")
      if (token === ")")
        top().words.push(...(isValue && (isMethod || words.length === 1) ? words : [UNKNOWN]))
    } else finish(token === "|")
    isCalled = token === "&" && kind === "border"
  }
  while (stack.length > 0) {
    finish(false)
    stack.pop()
  }
  return commands
}

/** The rest of a text that is nested deeper is read as if it were not. */
const DEEPEST = 64

function newFrame(end: string, piped: boolean): Frame {
  return { words: [], piped, end, assigned: undefined, isValue: false }
}

type Token = readonly [text: string, kind: "word" | "value" | "assignment" | "border"]

const TOKEN = new RegExp(
  [
    /(?<blank>[ \t\r`]*\\?`\r?\n|[ \t\r]+|<#[\s\S]*?#>|#[^\n]*)/,
    /@'\r?\n(?<hereSingle>[\s\S]*?)\r?\n'@|@"\r?\n(?<hereDouble>[\s\S]*?)\r?\n"@/,
    /\$(?<assigned>[A-Za-z_][\w:]*)\s*\+?=(?!=)/,
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
    const { hereSingle, hereDouble, assigned, border, word } = groups
    if (hereSingle !== undefined || hereDouble !== undefined) yield [hereSingle ?? hereDouble ?? "", "value"]
    else if (assigned !== undefined) yield [assigned.toLowerCase(), "assignment"]
    // A comma joins words into a list; `&` before a command calls it.
    else if (border !== undefined && border !== ",") yield [border.replace(/^[@$]/, ""), "border"]
    else if (word !== undefined) yield [readWord(word, lookUp), /^(['"$]|\d+$)/.test(word) ? "value" : "word"]
  }
}

const PART = /'((?:[^']|'')*)'|"((?:[^"`]|`[\s\S]|"")*)"|`([\s\S])|\$\{?([A-Za-z_][\w:]*)\}?|([\s\S])/g

function readWord(word: string, lookUp: (name: string) => string): string {
  return word.replace(PART, (_, single, double, escaped, name, plain) => {
    if (single !== undefined) return single.replaceAll("''", "'")
    if (double !== undefined) return expanded(double, lookUp)
    if (name !== undefined) return lookUp(name.toLowerCase())
    return escaped ?? plain
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
