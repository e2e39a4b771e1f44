// The commands that a tool of another server runs: of its shell, and as the programs that do what it does, so that each
// rule about psql holds for a Postgres server as well.
import type { ToolText } from "../execution.ts"
import { commandLines } from "./command-lines.ts"

const COMMANDS = /^(command|cmd|commands|script|shell|bash|command_?line|shell_?command|terminal_?command)$/i
const CODE = /^(code|script|function|expression|source_?code|javascript|python)$/i
const ARGUMENTS = /^(args|argv|arguments|command_?args|parameters)$/i
const SQL = /^(sql|query|queries|statement|statements)$/i

/** Tools that run code of a language, and in which programs that code is looked through. */
const LANGUAGES: readonly (readonly [RegExp, string])[] = [
  [/(^|_)(python|jupyter|ipython|notebook)(_|$)/, "python3 -c"],
  [
    /(^|_)(node|js|javascript|typescript|deno|bun|puppeteer|playwright|browser|evaluate|chrome|devtools)(_|$)/,
    "node -e",
  ],
]
/** Servers that speak for a program: a server's name is part of its tools' names. */
const PROGRAMS: readonly (readonly [RegExp, string, RegExp])[] = [
  [/(postgres|postgresql|pg|psql|supabase|neon|timescale|cockroach|redshift|alloydb)/, "psql -c", SQL],
  [/(mysql|mariadb|planetscale|tidb|singlestore)/, "mysql -e", SQL],
  [/(sqlite|duckdb|turso|libsql|d1)/, "sqlite3 data.db", SQL],
  [/(mssql|sqlserver|clickhouse|snowflake|bigquery|oracle|databricks|sql|database|db)/, "psql -c", SQL],
  [/(mongo)/, "mongosh --eval", /^(query|command|expression)$/i],
  [/(redis|valkey)/, "redis-cli", /^(command|query)$/i],
  [/(kubectl|kubernetes|k8s)/, "kubectl", /^(command|args)$/i],
  [/(^|_)docker/, "docker", /^(command|args)$/i],
]

export function commandsIn(
  tool: string,
  args: Record<string, unknown>,
  texts: readonly ToolText[],
): string[] {
  const language = LANGUAGES.find(([pattern]) => pattern.test(tool))?.[1]
  const program = PROGRAMS.find(([pattern]) => pattern.test(tool))
  const commands = [
    ...shellCommands(args, texts, language),
    ...commandLines(tool, args, texts),
    ...texts.flatMap(({ name, value }) => (CODE.test(name) ? codeOf(value, name, language) : [])),
    ...texts.flatMap(({ name, value }) => (program?.[2].test(name) ? [asProgram(program[1], value)] : [])),
  ]
  return [...new Set(commands)]
}

/** `{ command: "rm", args: ["-rf", "/"] }` is one command, and so is `{ command: ["rm", "-rf", "/"] }`. */
function shellCommands(
  args: Record<string, unknown>,
  texts: readonly ToolText[],
  language: string | undefined,
): string[] {
  const named = texts.filter(({ name }) => COMMANDS.test(name) && !(language && CODE.test(name)))
  const wordLists = Object.entries(args).filter(([key]) => ARGUMENTS.test(key))
  const words = wordLists.flatMap(([, list]) => (Array.isArray(list) ? list.filter(isText) : []))
  const lists = Object.entries(args).flatMap(([key, list]) =>
    COMMANDS.test(key) && Array.isArray(list) && list.every(isText) ? [list.map(quoted).join(" ")] : [],
  )
  const alone = named.map(({ value }) => value)
  const together = words.length > 0 ? alone.map((command) => [command, ...words.map(quoted)].join(" ")) : []
  return [...(lists.length > 0 ? lists : alone), ...together]
}

/** Code of a language that nobody names is looked through as a shell's, and as JavaScript. */
function codeOf(code: string, name: string, language: string | undefined): string[] {
  if (language !== undefined) return [`${language} ${quoted(code)}`]
  return COMMANDS.test(name) ? [] : [code, `node -e ${quoted(code)}`]
}

function asProgram(program: string, value: string): string {
  const [first = ""] = program.split(" ")
  if (program !== first) return `${program} ${quoted(value)}`
  return new RegExp(`^\\s*${first}\\b`).test(value) ? value : `${first} ${value}`
}

function isText(value: unknown): value is string {
  return typeof value === "string"
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
