// A file of variables that the shell reads to start the project with: what it holds stays in the processes started, as
// long as nothing else in the command could print or send it.
import { type Execution, UNKNOWN } from "../execution.ts"

const ENVIRONMENT_FILE = /(?:^|\/)\.env(?:rc|(?:\.(?:local|dev|development|test|testing|ci))*)$/
/** Start what a project is made of, and print of their environment nothing by themselves. */
const STARTERS =
  /^(npm|npx|pnpm|yarn|bun|bunx|node|tsx|ts-node|nodemon|deno|next|vite|vitest|jest|tsc|turbo|nx|python[\d.]*|pytest|uv|poetry|flask|uvicorn|gunicorn|alembic|manage\.py|rails|rake|rspec|bundle|go|cargo|make|just|task|mix|php|artisan|mvn|mvnw|gradle|gradlew|java|dotnet|docker|docker-compose|podman|terraform|tofu|set|cd|pushd|test|\[|\[\[|true|:|source|\.)$/
/** What they are told is followed for itself. */
const WRAPPERS = /^(sh|bash|dash|zsh|sudo|time|exec|timeout|nohup|nice)$/
/** Code in an argument, or a script of that name. */
const SHOWS =
  /^(-[a-zA-Z]*[cerp]|--eval|--print|-[a-zA-Z]*e)$|(?<![.\w])(print)?env\b|^(exec|config|repl|console|runner|shell|tinker)$/

/** Hand the file's lines on to what takes them for variables: `export $(grep -v '^#' .env | xargs)`. */
const READERS = /^(cat|grep|egrep|sed|tr|cut|xargs|echo)$/
const TAKERS = /^(export|declare|typeset|env)$/

/** What they read goes elsewhere than into the words. */
const ASIDE = />&\s*(?!1\b)|\/dev\/(?!null\b)|\/proc\//

/** Takes the reading of such files back where the command does nothing with them but start programs. */
export function forgetLoadedEnvironment(executions: readonly Execution[], command: string): void {
  const isTaken = executions.some(takesLines) && !ASIDE.test(command)
  const loading = executions.filter((execution) => isLoading(execution) || (isTaken && readsLines(execution)))
  if (
    loading.length === 0 ||
    !executions.every(
      (execution, index) => isQuiet(execution) || (isTaken && isHandling(execution, executions[index + 1])),
    )
  )
    return
  for (const { effects } of loading)
    effects.splice(0, effects.length, ...effects.filter(({ target }) => !ENVIRONMENT_FILE.test(target)))
}

function isLoading({ program, effects }: Execution): boolean {
  return /^(source|\.)$/.test(program) && effects.some(({ target }) => ENVIRONMENT_FILE.test(target))
}

function readsLines({ program, effects, origin }: Execution): boolean {
  if (!READERS.test(program) || !/^(substitution|xargs)$/.test(origin)) return false
  return effects.every(({ access, target }) => access === "read" && ENVIRONMENT_FILE.test(target))
}

/** All of its words are one that is not known, or what `env` then starts. */
function takesLines({ program, argv, traits }: Execution): boolean {
  return (
    TAKERS.test(program) &&
    traits.length === 0 &&
    argv[1] === UNKNOWN &&
    (argv.length === 2) === (program !== "env")
  )
}

/** `env` prints what it is given unless it starts something. */
function isHandling(execution: Execution, next: Execution | undefined): boolean {
  if (execution.program === "" && execution.effects.every(({ target }) => target === "/dev/null")) return true
  if (readsLines(execution) && execution.traits.length === 0) return true
  return takesLines(execution) && (execution.program !== "env" || next?.origin === "env")
}

function isQuiet({ program, argv, effects, traits, origin }: Execution): boolean {
  const words = argv.slice(1)
  // The name of a script of the project.
  if (/^(npm|pnpm|yarn|bun) run$/.test(origin)) return !argv.some((word) => SHOWS.test(word))
  if (WRAPPERS.test(program) && words.length > 1) return true
  if (!STARTERS.test(program) || traits.length > 0 || argv.some((word) => word.includes(UNKNOWN)))
    return false
  if (program === "set")
    return words.length > 0 && words.every((word) => /^[-+][aeumxo]|^\w+$/.test(word) && !/x/.test(word))
  if (effects.some(({ access }) => access === "fetch" || access === "send")) return false
  return !words.some((word) => SHOWS.test(word)) || /^(test|\[|\[\[)$/.test(program)
}
