// Whether a tool that is no shell is one that a rule speaks of, by its name and its arguments.
import type { Execution } from "./execution.ts"
import { matchesGlob } from "./paths/match-glob.ts"
import type { Matcher } from "./ruleset.ts"

type Wanted = Pick<Matcher, "tool" | "argument">

export function toolMatches({ tool, argument }: Wanted, execution: Execution): boolean {
  if (!(tool || argument)) return true
  const called = execution.tool
  if (!called) return false
  if (tool && !tool.some((glob) => matchesGlob(called.name, glob))) return false
  return Object.entries(argument ?? {}).every(([key, globs]) =>
    called.texts.some(
      (text) =>
        (key === "*" || text.name.toLowerCase() === key.toLowerCase()) && valueMatches(text.value, globs),
    ),
  )
}

/** In a glob a slash is a border, in a value it is a letter like any other; capitals make no difference. */
function valueMatches(written: string, globs: readonly string[]): boolean {
  const value = written.toLowerCase()
  const line = value.replaceAll("/", " ").replaceAll(/\s+/g, " ").trim()
  return globs.some((glob) => matchesGlob(value, glob) || matchesGlob(line, glob))
}
