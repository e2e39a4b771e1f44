// The world outside, as main.ts hands it over, to what a command may know of it.
import { type Environment, readEnvironment, secretVariables } from "../config/index.ts"
import { printable, redact } from "../ledger/index.ts"
import type { Context } from "./context.ts"
import { safePath } from "./safe-path.ts"
import { UsageError } from "./usage-error.ts"
import { type Variables, withAbsolutePaths } from "./with-absolute-paths.ts"

export interface Outside
  extends Pick<Context, "cwd" | "packageRoot" | "version" | "now" | "print" | "say" | "input" | "output"> {
  variables: Variables
}

/** @throws {UsageError} for a variable that can not be read. */
export function createContext({ variables, say, ...outside }: Outside): Context {
  const environment = readChecked(withAbsolutePaths(variables, outside.cwd))
  return {
    ...outside,
    environment,
    variables: forPrograms(variables),
    path: safePath(variables.PATH ?? "", outside.cwd, environment.paths.home),
    temporaryFolder: variables.TMPDIR ?? "/tmp",
    say: (line) => say(printable(redact(line))),
  }
}

function readChecked(variables: Variables): Environment {
  try {
    return readEnvironment(variables)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The launcher may have made OpenCode's binary a Bun, which no other program shall be. */
function forPrograms(variables: Variables): Record<string, string> {
  const left: readonly string[] = [...secretVariables, "BUN_BE_BUN"]
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined || left.includes(name) ? [] : [[name, value]],
    ),
  )
}
