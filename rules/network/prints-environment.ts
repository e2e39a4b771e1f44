// Whether an execution prints the whole environment, or a secret of it by its name, by environment-sources.yaml.
import * as z from "zod"
import { type Execution, UNKNOWN } from "../execution.ts"
import { argumentsMatch } from "../match-rule.ts"
import environmentSources from "./environment-sources.yaml"
import { argumentsSchema } from "./matches-arguments.ts"
import { rowsByProgram } from "./rows-by-program.ts"
import { isSecretName } from "./secret-names.ts"

const sourceSchema = z.union([
  z.strictObject({ match: argumentsSchema }),
  z.strictObject({
    program: z.union([z.string().transform((only) => [only]), z.array(z.string())]),
    text: z
      .string()
      .transform((source) => new RegExp(source.replace("(?i)", ""), source.startsWith("(?i)") ? "im" : "m")),
  }),
])

export const printers = rowsByProgram(environmentSources, sourceSchema)

/** @param input What the program is fed, which may be code. */
export function printsEnvironment(execution: Execution, input: string): boolean {
  const { program, argv } = execution
  const text = textFor(program)
  if (text && (argv.slice(1).some((word) => codePrints(word, text)) || codePrints(input, text))) return true
  if (printers.of(program).some((source) => "match" in source && argumentsMatch(source.match, execution)))
    return true
  return printsVariables(execution, input)
}

/** `python3.12` as `python`. */
function textFor(program: string): RegExp | undefined {
  return textOf(program) ?? (/\d$/.test(program) ? textOf(program.replace(/[\d.]+$/, "")) : undefined)
}

function textOf(program: string): RegExp | undefined {
  return printers.of(program).flatMap((source) => ("text" in source ? source.text : []))[0]
}

/** The same for code by itself. */
export function codePrintsEnvironment(program: string, code: string): boolean {
  const text = textFor(program)
  return text !== undefined && codePrints(code, text)
}

const MOST_READ = 20_000

/** `ENV.NAME`, `os.environ["NAME"]`, `getenv("NAME")`, `$ENV{NAME}`, `$env:NAME`. */
const NAMED = /(?:env|environ|getenv|get_env)(?:\.get|\.fetch)?[\s.("'`[{:?]{1,6}(\w+)/gi
/** `os.system("env")`, `%x(env)` */
const STARTS =
  /(?:system|popen\w*|execute|exec\w*|output|run|call|passthru|spawn\w*|open)\(?\s{0,9}\[?\s{0,9}["'`](?:\/usr\/bin\/)?(?:env|printenv|export -p|set)["'`]|(?:%x|qx)\W(?:env|printenv)\b|`(?:env|printenv)`/
/** What speaks to somebody by itself uses a login for it. */
const SPEAKS = /https?:|fetch|request|urlopen|client|connect|axios|octokit|boto3|http/i

/** The names of secrets that code asks the environment for. */
export function secretsNamedIn(code: string): string[] {
  return [...code.slice(0, MOST_READ).matchAll(NAMED)].flatMap(([, name = ""]) =>
    isSecretName(name) ? [name] : [],
  )
}

function codePrints(written: string, text: RegExp): boolean {
  const code = written.slice(0, MOST_READ)
  if (text.test(code) || STARTS.test(code)) return true
  return !SPEAKS.test(code) && secretsNamedIn(code).length > 0
}

function printsVariables({ program, arguments: { flags, operands } }: Execution, input: string): boolean {
  switch (program) {
    case "env":
    case "printenv":
      return operands.every((word) => word.includes("=") || isSecretName(word) || word.includes(UNKNOWN))
    case "envsubst":
      return [...operands, input].some((text) =>
        [...text.matchAll(/\$\{?(\w+)/g)].some(([, name = ""]) => isSecretName(name)),
      )
    case "export":
    case "declare":
    case "typeset":
    case "readonly":
      return (
        flags.every(({ name }) => /^-[pxrg]$/.test(name)) &&
        (operands.length === 0 ||
          (flags.length > 0 && operands.some((word) => isSecretName(word) && !word.includes("="))))
      )
    default:
      return false
  }
}
