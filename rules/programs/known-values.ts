// Where code asks for the home directory, the working directory or a temporary one, the path is written in its place.
import { LITERAL } from "./literals-of.ts"

export interface Places {
  home: string
  cwd: string
  temp: string
  /** A new folder in it. */
  made: string
}

const OF_HOME = String.raw`\s{0,9}['"]?(?:HOME|USERPROFILE)['"]?\s{0,9}`
const NAME = String.raw`(?:\(${OF_HOME}(?:,[^()]{0,99})?\)|\[${OF_HOME}\]|\{${OF_HOME}\})`
const OF_OS = String.raw`(?:(?:(?:require|import)\(\s{0,9}['"](?:node:)?(?:os|path|process)['"]\s{0,9}\)|os|path|posix|pathlib|tempfile|process|Deno|Bun|System|Sys)\s{0,9}\.\s{0,9})*`

/** JavaScript, Python, Ruby, Perl, PHP, Lua, R and the JVM. */
const ASKED: readonly (readonly [keyof Places, RegExp])[] = [
  [
    "home",
    new RegExp(
      `(?:process|import\\.meta|Bun|Deno)\\??\\.env\\??\\.(?:HOME|USERPROFILE)\\b|` +
        `${OF_OS}(?:environ|env)(?:\\.get)?${NAME}|` +
        `\\bENV(?:\\.fetch)?${NAME}|\\$ENV${NAME}|\\$_(?:SERVER|ENV)${NAME}|` +
        `${OF_OS}\\bget_?env${NAME}|\\bgetProperty\\(['"]user\\.home['"]\\)`,
      "g",
    ),
  ],
  [
    "home",
    new RegExp(
      `${OF_OS}(?:\\bhomedir\\(\\s{0,9}\\)|\\bPath\\.home\\(\\)|\\bexpanduser\\(\\s{0,9}['"]~['"]\\s{0,9}\\))|` +
        `\\bDir\\.home\\b(?:\\(\\))?|\\bFile\\.expand_path\\(\\s{0,9}['"]~['"]\\s{0,9}\\)`,
      "g",
    ),
  ],
  ["cwd", new RegExp(`${OF_OS}\\b(?:cwd|getcwdb?|getwd)\\(\\s{0,9}\\)|\\bDir\\.pwd\\b`, "g")],
  ["made", new RegExp(`${OF_OS}\\bmkdtemp(?:Sync)?\\([^()]{0,200}\\)|\\bDir\\.mktmpdir\\b`, "g")],
  [
    "temp",
    new RegExp(`${OF_OS}\\b(?:tmpdir|gettempdir|sys_get_temp_dir)\\(\\s{0,9}\\)|\\bDir\\.tmpdir\\b`, "g"),
  ],
]

/** What no code holds stands for a value until it is known whether it is inside of a text. */
const MARKS: readonly (readonly [keyof Places, string])[] = [
  ["home", "\uE0F0"],
  ["cwd", "\uE0F1"],
  ["temp", "\uE0F2"],
  ["made", "\uE0F3"],
]
const EMBEDDED = /[$#]?\{\s{0,9}([\uE0F0-\uE0F3])\s{0,9}\}/g
const MARK = /[\uE0F0-\uE0F3]/g

export function withKnownValues(code: string, places: Places): string {
  const clean = code.replace(MARK, "")
  const marked = ASKED.reduce((text, [place, asked]) => text.replace(asked, markOf(place)), clean)
  if (marked === clean) return code
  const value = (mark: string) => places[MARKS.find(([, own]) => own === mark)?.[0] ?? "cwd"]
  return marked
    .replace(EMBEDDED, "$1")
    .replace(LITERAL, (literal) => literal.replace(MARK, value))
    .replace(MARK, (mark) => JSON.stringify(value(mark)))
}

function markOf(place: keyof Places): string {
  return MARKS.find(([name]) => name === place)?.[1] ?? ""
}
