// Whether an execution prints the whole environment, or a variable whose name says that it is a secret.
import { type Execution, UNKNOWN } from "../execution.ts"
import { isSecretName, SECRET_NAME } from "./secret-variables.ts"

export function printsEnvironment(execution: Execution): boolean {
  const { program, arguments: parsed, argv } = execution
  const { flags, operands } = parsed
  switch (program) {
    case "env":
    case "printenv":
      return operands.every(
        (word) => word.includes("=") || isSecretName(word) || (word === UNKNOWN && program === "printenv"),
      )
    case "set":
      return argv.length === 1
    case "export":
    case "declare":
    case "typeset":
    case "readonly":
      return (
        flags.every(({ name }) => /^-[pxr]$/.test(name)) &&
        (operands.length === 0 ||
          (flags.length > 0 && operands.some((word) => isSecretName(word) && !word.includes("="))))
      )
    case "compgen":
      return flags.some(({ name }) => name === "-v" || name === "-e")
    default:
      return runsCode(program) && argv.slice(1).some((word) => showsEnvironment(program, word))
  }
}

/** All variables at once, not one by its name. */
export const WHOLE_ENVIRONMENT =
  /(?:os\.environ|process\.env|Bun\.env|Deno\.env\.toObject|\bENV|%ENV|\bgetenv\(\)|\$_ENV)(?![\w[]|\.(?!copy|items|toObject|to_h|to_a|inspect|to_s|to_json)|\s*\[|\s*\{|\s*->)/

/** What other languages call it: of awk, Go, Java, R, Rust, Elixir, PowerShell, nushell, PHP. */
const ELSEWHERE =
  /\bENVIRON\b|\bos\.Environ\(|\bSystem\.get_?env\(\)|\bSys\.getenv\(\)|\benv::vars\b|\benv:(?:\s|["'|)*\\]|$)|\$env(?![:.\w])|\bphpinfo\b|\.environ(?:b|ment)?\b(?!\s*[[.])|GetEnvironmentVariables/

/** One variable, by a name that says what it holds. */
const NAMED = new RegExp(
  `env(?:iron)?\\w*[\\s.:([{"'\`]+(?:get[\\s(["'\`]+)?\\w*?${SECRET_NAME.source}`,
  SECRET_NAME.flags,
)

/** jq's own: `env`, `$ENV`, but not a field of that name. */
const OF_JQ = /(?<![.\w"'$-])env\b(?!\s*[:.])|\$ENV\b(?!\.)/

const JQ = /^(jq|jaq|gojq|jqjq|yq|dasel)$/
const LANGUAGES =
  /^(node|nodejs|bun|deno|tsx|ts-node|zx|qjs|python[\d.]*|pypy[\d.]*|ipython[\d.]*|uv|php[\d.]*|perl[\d.]*|raku|ruby[\d.]*|irb|pry|rails|lua[\d.]*|luajit|[gmn]?awk|pwsh|powershell|nu|elixir|iex|mix|erl|rscript|r|julia|groovy|jshell|scala|kotlin|go|tclsh|crystal|nim|ghci?|runghc|ocaml|swift|bb|clojure|osascript|octave|guile|racket)$/i

function runsCode(program: string): boolean {
  return LANGUAGES.test(program) || JQ.test(program)
}

function showsEnvironment(program: string, code: string): boolean {
  if (code.length > LONGEST) return false
  if (NAMED.test(code)) return true
  return JQ.test(program) ? OF_JQ.test(code) : WHOLE_ENVIRONMENT.test(code) || ELSEWHERE.test(code)
}

/** An argument that is longer is a program whose text is judged as a file's. */
const LONGEST = 100_000
