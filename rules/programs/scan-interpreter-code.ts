// What a one-liner of Python, JavaScript, Perl, Ruby or PHP does, read from its string literals: a scan, no parser.
import { type Access, type Effect, UNKNOWN } from "../execution.ts"
import { codePrintsEnvironment, secretsNamedIn } from "../network/prints-environment.ts"
import { areAmong, hostsOfSecret } from "../network/prints-secret.ts"
import { scanSending } from "../network/scan-sending.ts"
import { isForeign } from "../network/tells-variable.ts"
import { fork, type ShellState } from "../shell/shell-state.ts"
import type { Walk } from "../shell/walk.ts"
import { withKnownValues } from "./known-values.ts"
import { literalsOf } from "./literals-of.ts"
import { deletionsByList, deletionsByName, type Names, namesIn } from "./names-in.ts"
import { putTogether } from "./put-together.ts"
import { scanCloudCalls } from "./scan-cloud-calls.ts"
import { scanConnections } from "./scan-connections.ts"
import { unescapeText } from "./unescape-text.ts"

const WORD = /'([^']*)'|"([^"]*)"/g
const LIST = /\[((?:\s*(?:'[^']*'|"[^"]*")\s*,?)+)\s*\]|\(((?:\s*(?:'[^']*'|"[^"]*")\s*,?){2,})\s*\)/g

const RUNS_COMMANDS =
  /\b(system|popen\w*|subprocess|exec\w*|spawn\w*|child_process|shell_exec|passthru|pty|Kernel|Open3|Command|proc_open|getline|System\.(cmd|shell)|cmd|shell|ProcessBuilder|getRuntime)\b|%x|\bqx\b|Bun\.\$|\$`/
/** Runs, or evaluates, what only its arguments, its input or the network tell. */
const RUNS_UNSEEN =
  /\b(system|popen\w*|exec\w*|eval|spawn\w*|run|call|check_output|passthru|shell_exec)\s{0,9}\(?\s{0,9}\[?\s{0,9}(await\s{1,9})?\(?\s{0,9}(sys\.(argv|stdin)|open\(\s?(?:["']\/dev\/(?:stdin|fd\/0)|0\))|process\.(argv|stdin)|@?\$?ARGV|\$argv|\$_GET|input\(|gets\b|STDIN|<STDIN>|<>|requests\.|urllib|urlopen|fetch\(|http)/
/** Also by its numbers, of Linux and of macOS. */
const TYPES_INTO_TERMINAL = /\bioctl\b[^;\n]{0,200}\b(TIOCSTI|0x5412|21522|0x80017472|2147578994)\b/i
/** A shell's command where code is expected: whoever takes it for one runs it. */
const IS_COMMAND =
  /^\s*(sudo|rm|git|dd|mkfs\S*|shred|find|chmod|chown|mv|truncate|sh|bash|curl|wget)\s+[^\s=.(+*<>?:|&]/
/** Code in a text. */
const EVALUATED =
  /\b(?:eval|exec|Function|compile|instance_eval|class_eval)\s{0,9}\(\s{0,9}(?:"((?:[^"\\]|\\.){4,4000})"|'((?:[^'\\]|\\.){4,4000})')/g
/** Elsewhere backticks quote text. */
const BACKTICKS_RUN = new Set(["perl", "ruby", "php", "crystal", "julia", "rails", "rake"])
const DELETES_TREES =
  /\brm\(\s*['"]|\b(rmtree|remove_tree|removedirs|rm_rf|rm_r|remove_entry\w*|rmSync|rmdirSync|rimraf|remove_dir\w*|removeSync|emptyDir\w*|delete_tree|delete-directory)\b|\.rm\(|\.rmdir\(|Deno\.remove/
/** Paths that come from elsewhere than the code. */
const OUTSIDE_VALUES = /process\.env|os\.environ|getenv|homedir|Path\.home|ENV\[|\$ENV/
const DELETES_FILES = /\b(os\.remove|unlink\w*|file\s+delete|File\.delete|delete-file|os\.rmdir|rmdir)\b/
/** Whatever lies in a tree; with a condition it is some of it. */
const EVERY_FILE = /\brglob\(\s?['"]\*['"]\s?\)|\bglob\w{0,9}\(\s?['"](?:\.\/)?\*\*\/\*['"]/
const CONDITION = /\bif\b|\bunless\b|endswith|suffix|filter|match/
const EMPTIES = /\b(f?truncate(Sync)?)\b/
const WRITES =
  /\bopen\w*\([^)]*,\s*['"][^'"]*[wax+]|\b(write_text|write_bytes|writeFile\w*|appendFile\w*|File\.write|copyfile|copyFile\w*|rename\w*|symlink\w*|truncate|file_put_contents|Bun\.write|copytree|shutil\.\w+|createWriteStream|chmod\w*|write-region|write-file|append-to-file|with-temp-file|rename-file|copy-file|make-symbolic-link|set-file-modes)\b|>\s*['"]/
const READS =
  /\b(open\w*|read\w*|load\w*|slurp|file|File|IO|Path|copy\w*|createReadStream|glob|import|require|connect|Database)\b/

export function scanInterpreterCode(
  program: string,
  written: string,
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
  names?: Names,
): void {
  walk.budget.spend(1 + written.length / 32)
  const code = codeOf(written, state, walk)
  const known = names ?? namesIn(code)
  const before = walk.reported.length
  for (const argv of scanCloudCalls(code)) walk.report({ argv }, { ...state, origin: "interpreter" })
  const literals = literalsOf(code)
  if (
    RUNS_COMMANDS.test(code) ||
    namesRunner(code, literals) ||
    (BACKTICKS_RUN.has(program) && code.includes("`"))
  )
    runLiterals(program, code, [...literals, ...deletionsByName(code, known)], known, state, walk)
  if (RUNS_UNSEEN.test(code)) walk.report({ argv: [program], traits: ["unresolved-code"] }, state)
  for (const [, double, single = ""] of code.matchAll(EVALUATED))
    scanInterpreterCode(program, unescapeText(double ?? single), operands, state, walk, known)
  if (IS_COMMAND.test(code)) walk.runScript(code, fork(state, { depth: state.depth + 1 }), "interpreter")
  const values = [...literals, ...operands].filter((value) => value !== "" && value.length < 500)
  const effects = effectsOf(code, values, state.cwd)
  const sent = scanSending(code, effects, state.cwd)
  const { sentTo, traits } = sent
  if (TYPES_INTO_TERMINAL.test(code)) traits.push("types-into-terminal")
  const secrets = walk.reported.slice(before).flatMap((started) => {
    const hosts = hostsOfSecret(started)
    return hosts === undefined ? [] : [hosts]
  })
  const asked = effects.flatMap(({ access, target }) => (access === "fetch" ? [target] : []))
  if (asked.length > 0 && secretsNamedIn(code).some((name) => isForeign(name, asked)))
    traits.push("sends-secret")
  if (codePrintsEnvironment(program, code)) traits.push("prints-environment")
  if (sentTo && secrets.some((hosts) => !areAmong(sentTo, hosts))) traits.push("sends-secret")
  const found = { effects: [...effects, ...sent.effects], traits }
  if (found.effects.length + found.traits.length > 0) walk.report(found, { ...state, origin: "interpreter" })
}

function codeOf(written: string, { cwd }: ShellState, { context }: Walk): string {
  const { home, temp: [temp = "/tmp"] = [] } = context
  return putTogether(withKnownValues(written, { home, cwd, temp, made: `${temp}/made` }))
}

/** `getattr(os, "sys" + "tem")`, `require(x)["ex" + "ec"]`: the name of what runs commands is a text. */
function namesRunner(code: string, literals: readonly string[]): boolean {
  return (
    /getattr|__getattribute__|globals\(|\bsend\b|public_send|\bmethod\(|Reflect|\]\s*\(|call_user_func/.test(
      code,
    ) &&
    literals.some((literal) =>
      /^(system|popen\w*|exec\w*|spawn\w*|child_process|subprocess|shell_exec)$/.test(literal),
    )
  )
}

/** `spawnSync("git", ["reset", "--hard"])`, `Command::new("git").args(["reset"])`: the program, its words in a list. */
const WITH_LIST =
  /(['"])([\w./-]{1,99})\1\s{0,9}(?:,\s{0,9}(?:\{\s{0,9}args\s{0,9}:\s{0,9})?|\)\s{0,9}\.args\(\s{0,9}&?)\[((?:\s{0,9}(?:'[^'\n]*'|"[^"\n]*")\s{0,9},?){0,50})\s{0,9}\]/g
/** Perl's `qw(git reset)`. */
const BARE_WORDS = /\bqw\s?[({[</|!]([^)}\]>/|!]{1,999})/g
/** Tcl's words need no quotes. */
const TCL_CALL = /\b(?:exec|spawn|system)\s+([^\]\n;]+)/g

function argumentsIn(program: string, code: string): string[][] {
  const wordsOf = (text: string) =>
    [...text.matchAll(WORD)].map((word) => unescapeText(word[1] ?? word[2] ?? ""))
  const found = [
    ...[...code.matchAll(LIST)].map((match) => wordsOf(match[1] ?? match[2] ?? "")),
    ...[...code.matchAll(WITH_LIST)].map((match) => [match[2] ?? "", ...wordsOf(match[3] ?? "")]),
  ]
  if (program === "perl" || program === "ruby")
    found.push(...[...code.matchAll(BARE_WORDS)].map((match) => (match[1] ?? "").trim().split(/\s+/)))
  return found
}

/** A whole file: its statements one by one, since what stands in one says nothing of the names in another. */
export function scanInterpreterFile(
  program: string,
  code: string,
  operands: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  const names = namesIn(codeOf(code, state, walk))
  for (const statement of statementsOf(code))
    scanInterpreterCode(program, statement, operands, state, walk, names)
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

function runLiterals(
  program: string,
  code: string,
  literals: readonly string[],
  names: Names,
  state: ShellState,
  walk: Walk,
): void {
  const inner = fork(state, { depth: state.depth + 1 })
  for (const words of [...argumentsIn(program, code), ...deletionsByList(code, names)])
    if (words.length > 0 && !words[0]?.includes(" ")) walk.execute(words, fork(inner), "interpreter")
  if (/^(tclsh|expect|wish)/.test(program))
    for (const [, script = ""] of code.matchAll(TCL_CALL)) walk.runScript(script, fork(inner), "interpreter")
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
  } else if (DELETES_FILES.test(code)) {
    accesses.push({ access: "delete", recursive: false, of: paths })
    if (EVERY_FILE.test(code) && !CONDITION.test(code))
      accesses.push({ access: "delete", recursive: true, of: treesOf(code, values) })
  }
  if (EMPTIES.test(code)) accesses.push({ access: "empty", recursive: false, of: paths })
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

function treesOf(code: string, values: readonly string[]): string[] {
  const named = values.filter((value) => !value.includes("*"))
  if (OUTSIDE_VALUES.test(code)) return [...named, UNKNOWN]
  return named.length > 0 ? named : ["."]
}

/** Longer than a mode such as "w", without blanks, and with something of a path. */
function isPathLike(value: string): boolean {
  return !/\s/.test(value) && /[/.~]/.test(value) && !/^https?:/.test(value)
}
