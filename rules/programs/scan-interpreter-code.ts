// What a one-liner of Python, JavaScript, Perl, Ruby or PHP does, read from its string literals: a scan, no parser.
import { type Access, type Effect, UNKNOWN } from "../execution.ts"
import { fork, type ShellState } from "../shell/shell-state.ts"
import type { Walk } from "../shell/walk.ts"
import { scanCloudCalls } from "./scan-cloud-calls.ts"
import { scanConnections } from "./scan-connections.ts"

const LITERAL = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g
const LIST = /\[((?:\s*(?:'[^']*'|"[^"]*")\s*,?)+)\s*\]|\(((?:\s*(?:'[^']*'|"[^"]*")\s*,?){2,})\s*\)/g

const RUNS_COMMANDS =
  /\b(system|popen\w*|subprocess|exec\w*|spawn\w*|child_process|shell_exec|passthru|pty|Kernel|Open3|Command|proc_open)\b|%x|\bqx\b|Bun\.\$/
/** Elsewhere backticks quote text. */
const BACKTICKS_RUN = new Set(["perl", "ruby", "php"])
const DELETES_TREES =
  /\b(rmtree|remove_tree|removedirs|rm_rf|rm_r|remove_entry\w*|rmSync|rmdirSync|rimraf|remove_dir\w*|emptyDir\w*|delete_tree)\b|\.rm\(|\.rmdir\(|Deno\.remove/
/** Paths that come from elsewhere than the code. */
const OUTSIDE_VALUES = /process\.env|os\.environ|getenv|homedir|Path\.home|ENV\[|\$ENV/
const DELETES_FILES = /\b(os\.remove|unlink\w*|File\.delete|os\.rmdir|rmdir)\b/
const WRITES =
  /\bopen\w*\([^)]*,\s*['"][^'"]*[wax+]|\b(write_text|write_bytes|writeFile\w*|appendFile\w*|File\.write|copyfile|copyFile\w*|rename\w*|symlink\w*|truncate|file_put_contents|Bun\.write|copytree|shutil\.\w+|createWriteStream|chmod\w*)\b|>\s*['"]/
const READS =
  /\b(open\w*|read\w*|load\w*|slurp|file|File|IO|Path|copy\w*|createReadStream|glob|import|require|connect|Database)\b/

export function scanInterpreterCode(
  program: string,
  code: string,
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  walk.budget.spend(1 + code.length / 32)
  for (const argv of scanCloudCalls(code)) walk.report({ argv }, { ...state, origin: "interpreter" })
  const literals = [...code.matchAll(LITERAL)].map((found) =>
    literalText(found[1] ?? found[2] ?? found[3] ?? ""),
  )
  if (RUNS_COMMANDS.test(code) || (BACKTICKS_RUN.has(program) && code.includes("`")))
    runLiterals(code, literals, state, walk)
  const values = [...literals, ...operands].filter((value) => value !== "" && value.length < 500)
  const effects = effectsOf(code, values, state.cwd)
  if (effects.length > 0) walk.report({ effects }, { ...state, origin: "interpreter" })
}

/** A whole file: its statements one by one, since what stands in one says nothing of the names in another. */
export function scanInterpreterFile(
  program: string,
  code: string,
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  for (const statement of statementsOf(code)) scanInterpreterCode(program, statement, operands, state, walk)
}

const MOST_LINES = 12

/** Lines, put together until their brackets are closed. */
function statementsOf(code: string): string[] {
  const statements: string[] = []
  let open: string[] = []
  let depth = 0
  for (const line of code.split("\n")) {
    open.push(line)
    for (const character of line) depth += "([{".includes(character) ? 1 : ")]}".includes(character) ? -1 : 0
    if (depth > 0 && open.length < MOST_LINES && !line.trimEnd().endsWith("{")) continue
    statements.push(open.join("\n"))
    open = []
    depth = 0
  }
  return [...statements, open.join("\n")].filter((statement) => /["'`]/.test(statement))
}

function runLiterals(code: string, literals: readonly string[], state: ShellState, walk: Walk): void {
  const inner = fork(state, { depth: state.depth + 1 })
  for (const found of code.matchAll(LIST)) {
    const words = [...(found[1] ?? found[2] ?? "").matchAll(LITERAL)].map((word) => word[1] ?? word[2] ?? "")
    if (words.length > 0 && !words[0]?.includes(" ")) walk.execute(words, fork(inner), "interpreter")
  }
  for (const literal of literals) {
    if (/^[\w./~-]+\s+\S/.test(literal)) walk.runScript(literal, fork(inner), "interpreter")
  }
}

function effectsOf(code: string, values: readonly string[], cwd: string): Effect[] {
  const accesses: { access: Access; recursive: boolean; of: readonly string[] }[] = []
  const paths = values.filter(isPathLike)
  accesses.push({ access: "use", recursive: false, of: paths })
  if (DELETES_TREES.test(code)) {
    const told = values.length > 0 && !OUTSIDE_VALUES.test(code)
    accesses.push({ access: "delete", recursive: true, of: told ? values : [...values, UNKNOWN] })
  } else if (DELETES_FILES.test(code)) accesses.push({ access: "delete", recursive: false, of: paths })
  if (WRITES.test(code)) accesses.push({ access: "write", recursive: false, of: paths })
  if (READS.test(code)) accesses.push({ access: "read", recursive: false, of: paths })
  accesses.push({
    access: "fetch",
    recursive: false,
    of: [...values.filter((value) => /^https?:\/\//.test(value)), ...scanConnections(code)],
  })
  return accesses.flatMap(({ access, recursive, of }) =>
    of.map((target) => ({ access, target, recursive, cwd })),
  )
}

/** Longer than a mode such as "w", without blanks, and with something of a path. */
function isPathLike(value: string): boolean {
  return !/\s/.test(value) && /[/.~]/.test(value) && !/^https?:/.test(value)
}

function literalText(text: string): string {
  return text.replace(/\\(['"`\\])/g, "$1").replace(/\$\{[^}]*\}/g, UNKNOWN)
}
