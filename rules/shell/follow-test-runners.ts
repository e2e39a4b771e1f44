// What test runners and task runners run without being told its name: tests, their set-up and recipes that were written
// in this session.
import { posix } from "node:path"
import type { ParsedArguments } from "../programs/parse-arguments.ts"
import { scanInterpreterFile } from "../programs/scan-interpreter-code.ts"
import { fork, type ShellState } from "./shell-state.ts"
import { textsOf } from "./texts-of.ts"
import type { Walk } from "./walk.ts"

interface Kind {
  interpreter: string
  /** By its path. */
  files: RegExp
}

const JAVASCRIPT: Kind = {
  interpreter: "node",
  files:
    /(\.|_)(test|spec)\.[cm]?[jt]sx?$|(^|\/)__tests__\/|(^|\/)(vitest|jest|ava|playwright|karma|vite)\.(config|setup|workspace)\.[cm]?[jt]s$|(^|\/)(setup|test-setup|preload|happydom)[\w.-]*\.[cm]?[jt]s$/,
}
const PYTHON: Kind = {
  interpreter: "python3",
  files: /(^|\/)(test_[^/]*|[^/]*_test|tests?|conftest|noxfile|setup|manage)\.py$/,
}
const RUBY: Kind = {
  interpreter: "ruby",
  files: /_(spec|test)\.rb$|(^|\/)(Rakefile|spec_helper\.rb)$|\.rake$/,
}
const GO: Kind = { interpreter: "go", files: /\.go$/ }
const RUST: Kind = { interpreter: "rust", files: /(^|\/)build\.rs$|(^|\/)(tests|benches|src)\/.*\.rs$/ }

/** By program; those with a subcommand only run tests by it. */
const RUNNERS: Readonly<Record<string, { kind: Kind; when?: RegExp }>> = {
  jest: { kind: JAVASCRIPT },
  vitest: { kind: JAVASCRIPT },
  mocha: { kind: JAVASCRIPT },
  ava: { kind: JAVASCRIPT },
  tap: { kind: JAVASCRIPT },
  jasmine: { kind: JAVASCRIPT },
  playwright: { kind: JAVASCRIPT, when: /\btest\b/ },
  bun: { kind: JAVASCRIPT, when: /^test\b/ },
  deno: { kind: JAVASCRIPT, when: /^(test|bench)\b/ },
  node: { kind: JAVASCRIPT, when: /--test\b/ },
  pytest: { kind: PYTHON },
  "py.test": { kind: PYTHON },
  nox: { kind: PYTHON },
  tox: { kind: PYTHON },
  python: { kind: PYTHON, when: /-m\s*(pytest|unittest|nose2?)\b/ },
  python3: { kind: PYTHON, when: /-m\s*(pytest|unittest|nose2?)\b/ },
  rspec: { kind: RUBY },
  rake: { kind: RUBY },
  rails: { kind: RUBY, when: /^test\b/ },
  go: { kind: GO, when: /^(test|run|generate)\b/ },
  cargo: { kind: RUST, when: /^(test|run|build|check|bench|clippy|nextest)\b/ },
}

export function followTestRunner(
  program: string,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  const runner = Object.hasOwn(RUNNERS, program) ? RUNNERS[program] : undefined
  if (!runner || (runner.when && !runner.when.test(words.join(" ")))) return
  for (const path of pathsOf(state, walk)) {
    if (!runner.kind.files.test(path)) continue
    const inner = fork(state, { depth: state.depth + 1, origin: `test ${posix.basename(path)}` })
    for (const text of textsOf(path, state, walk))
      scanInterpreterFile(runner.kind.interpreter, text, [], inner, walk)
  }
}

/** What the session wrote in the project, and what this command writes; relative paths below the working directory. */
function pathsOf({ cwd }: ShellState, { written, context }: Walk): string[] {
  const all = new Set([...(context.scriptPaths?.() ?? []), ...written.keys()])
  return [...all].filter((path) => path.startsWith(`${cwd}/`) || path.startsWith(`${context.project}/`))
}

const JUSTFILES = ["justfile", "Justfile", ".justfile"]
const TASKFILES = ["Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "taskfile.yaml"]

/** The lines of all recipes: which of them need which is not followed. */
export function followJustfile(
  _: readonly string[],
  parsed: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  if (!parsed.flags.some(({ name }) => /^(-l|--list|-s|--show|--summary|--dump|--evaluate)$/.test(name)))
    runRecipes(/^(-f|--justfile)$/, JUSTFILES, parsed, state, walk)
}

export function followTaskfile(
  _: readonly string[],
  parsed: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  if (!parsed.flags.some(({ name }) => /^(-l|--list|-a|--list-all|-n|--dry|--summary)$/.test(name)))
    runRecipes(/^(-t|--taskfile)$/, TASKFILES, parsed, state, walk)
}

function runRecipes(
  flag: RegExp,
  usual: readonly string[],
  { flags }: ParsedArguments,
  state: ShellState,
  walk: Walk,
): void {
  const named = flags.findLast(({ name }) => flag.test(name))?.value
  for (const file of named === undefined ? usual : [named])
    for (const text of textsOf(file, state, walk))
      for (const line of recipeLines(text))
        walk.runScript(line, fork(state), `script ${posix.basename(file)}`)
}

/** Indented lines, without the signs that only say how they are shown, and the values of `cmd:` and `- `. */
function recipeLines(text: string): string[] {
  return text
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => /^\s+\S/.test(line))
    .map((line) => line.trim().replace(/^(-\s+)?(cmd:\s*|sh:\s*|-\s+|[@-]+)?(\|-?$)?/, ""))
    .map((line) => line.replace(/^(['"])(.*)\1$/, "$2"))
    .filter((line) => line !== "" && !/^\w+:(\s|$)/.test(line))
}
