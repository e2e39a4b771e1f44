// A file of variables that the shell reads to start the project with: what it holds stays in the processes started, as
// long as nothing else in the command could print or send it.
import { type Execution, UNKNOWN } from "../execution.ts"

const ENVIRONMENT_FILE = /(?:^|\/)\.env(?:rc|(?:\.(?:local|dev|development|test|testing|ci))*)$/
/** Start what a project is made of, and print of their environment nothing by themselves. */
const STARTERS =
  /^(npm|npx|pnpm|yarn|bun|bunx|node|tsx|ts-node|nodemon|deno|next|vite|vitest|jest|tsc|turbo|nx|python[\d.]*|pytest|uv|poetry|flask|uvicorn|gunicorn|alembic|manage\.py|rails|rake|rspec|bundle|go|cargo|make|just|task|mix|php|artisan|mvn|mvnw|gradle|gradlew|java|dotnet|set|cd|pushd|test|\[|\[\[|true|:|source|\.)$/
/** What they are told is followed for itself. */
const WRAPPERS = /^(sh|bash|dash|zsh|sudo|time|exec|timeout|nohup|nice)$/
/** Code in an argument, or a script of that name. */
const SHOWS =
  /^(-[a-zA-Z]*[cerp]|--eval|--print|-[a-zA-Z]*e)$|(?<![.\w])(print)?env\b|^(exec|config|repl|console|runner|shell|tinker)$/

/** Takes the reading of such files back where the command does nothing with them but start programs. */
export function forgetLoadedEnvironment(executions: readonly Execution[]): void {
  const loading = executions.filter(isLoading)
  if (loading.length === 0 || !executions.every(isQuiet)) return
  for (const { effects } of loading)
    effects.splice(0, effects.length, ...effects.filter(({ target }) => !ENVIRONMENT_FILE.test(target)))
}

function isLoading({ program, effects }: Execution): boolean {
  return /^(source|\.)$/.test(program) && effects.some(({ target }) => ENVIRONMENT_FILE.test(target))
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
