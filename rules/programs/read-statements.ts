// What each statement of a text handed to a database does: comments and strings are no code. Read by its first words,
// since they are the same in the dialects; what is in the middle of a statement is looked for by single words only.

export const STATEMENTS = [
  "drop", // DROP TABLE users
  "truncate", // TRUNCATE users
  "delete-all", // DELETE FROM users, without a WHERE that says anything
  "update-all", // UPDATE users SET admin = 1
  "alter-drop", // ALTER TABLE users DROP COLUMN email
  "grant", // GRANT ALL …, ALTER ROLE x SUPERUSER
  "replace", // CREATE OR REPLACE, RESTORE, …: what stood there is gone
  "shell", // \! rm, COPY … TO PROGRAM, .shell
] as const
export type StatementKind = (typeof STATEMENTS)[number]

/** A text longer than this is read up to here; it is a dump, whose statements are all of a kind. */
const MOST_READ = 100_000

/** @returns the kinds that occur, each once; none for what only reads, or changes rows that it names. */
export function readStatements(text: string): StatementKind[] {
  const read = text.slice(0, MOST_READ).replace(/\/\*!\d*/g, " ") // MySQL runs what is in such a comment
  const statements = DIALECTS.flatMap((data) => withoutData(read, data).split(";"))
  return [...new Set(statements.flatMap((statement) => kindOf(words(statement)) ?? []))]
}

// Each ends at the end of the text at the latest: an open quote hides nothing that would run.
const COMMENT = String.raw`--(?=\s|$)[^\n]*|^\s*#[^\n]*|\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))`
const DOLLARS = String.raw`\$(\w{0,20})\$[\s\S]*?(?:\$\1\$|$(?![\s\S]))`
const NAME = "`[^`]*(?:`|$(?![\\s\\S]))"
/** In MySQL a backslash keeps a quote from ending a string, in PostgreSQL it does not; it may be either. */
const DIALECTS = [String.raw`(?:[^Q\\]|\\[\s\S]|QQ)*`, "(?:[^Q]|QQ)*"].map((inside) => {
  const quoted = (quote: string) => `${quote}${inside.replaceAll("Q", quote)}(?:${quote}|\\\\?$(?![\\s\\S]))`
  return new RegExp([COMMENT, quoted("'"), quoted('"'), DOLLARS, NAME].join("|"), "gm")
})

/** A quoted name stays a name. */
function withoutData(text: string, data: RegExp): string {
  return text.replace(data, (found) => (/^["`]/.test(found) ? " name " : /^['$]/.test(found) ? " 'x' " : " "))
}

function words(statement: string): string[] {
  return statement.toLowerCase().match(/\\!|[a-z_.][\w.]*|'x'|\d+|[<>=!]+|\(|\)/g) ?? []
}

/** Read-only beginnings behind which the verb may stand: WITH gone AS (…) DELETE, EXPLAIN ANALYZE DELETE. */
const PRELUDE = new Set(["with", "explain", "begin", "do", "execute", "immediate", "prepare", "call"])
const VERBS = new Set(["drop", "truncate", "delete", "update", "alter"])

function kindOf(all: readonly string[]): StatementKind | undefined {
  const [first = ""] = all
  if (/^(\\!|\.shell|\.system|system)$/.test(first)) return "shell"
  if (first === "copy" && all.includes("program")) return "shell"
  const start = PRELUDE.has(first) ? all.findIndex((word) => VERBS.has(word)) : 0
  const [verb = "", second = "", ...rest] = start < 0 ? [] : all.slice(start)
  switch (verb) {
    case "drop":
      return DROPPED.has(second) ? "drop" : undefined
    case "truncate":
      return second === "" || second === "(" ? undefined : "truncate"
    case "delete":
      return second === "from" || rest.includes("from") || second !== ""
        ? withoutWhere(rest, "delete-all")
        : undefined
    case "update":
      return rest.includes("set") ? withoutWhere(rest, "update-all") : undefined
    case "alter":
      return alteredBy(second, rest)
    case "grant":
      return /^(all|super|superuser|dba|sysdba)$/.test(second) || rest.includes("grant") ? "grant" : undefined
    case "create":
      return second === "or" && rest[0] === "replace" && /^(table|database|schema)$/.test(rest[1] ?? "")
        ? "replace"
        : undefined
    case "flushall":
    case "flushdb":
      return "truncate"
    default:
      return undefined
  }
}

const DROPPED = new Set(
  "table database schema view materialized index column constraint user role sequence function procedure trigger type extension tablespace collection keyspace owned publication subscription server domain aggregate temporary foreign if unique bucket measurement series retention partition stream continuous shard graph catalog warehouse stage pipe task external dictionary event all".split(
    " ",
  ),
)

/** `WHERE 1 = 1` and `WHERE true` are every row. */
function withoutWhere(rest: readonly string[], kind: StatementKind): StatementKind | undefined {
  const where = rest.indexOf("where")
  if (where < 0) return kind
  const condition = rest.slice(where + 1)
  const [left = "", comparison, right] = condition
  const always = left === "true" || (comparison === "=" && left === right && /^\d+$|^'x'$/.test(left))
  return always && condition.length <= 3 && !(left === "'x'" && condition.length < 3) ? kind : undefined
}

function alteredBy(second: string, rest: readonly string[]): StatementKind | undefined {
  if (/^(role|user)$/.test(second))
    return rest.some((word) => /^(superuser|identified|password)$/.test(word)) ? "grant" : undefined
  const drops = rest.indexOf("drop")
  if (drops < 0) return undefined
  // What only loosens a column is taken back by the next migration.
  return /^(default|not|identity|expression)$/.test(rest[drops + 1] ?? "") ? undefined : "alter-drop"
}
