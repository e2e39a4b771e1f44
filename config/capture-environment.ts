// Reads the environment once a process, then takes its secrets out of reach of every child process.
import { readEnvironment, secretVariables } from "./environment.ts"
import { VariableError } from "./known-variables.ts"
import { type CapturedEnvironment, runtimeSlot } from "./runtime-slot.ts"
import { wipeInitialEnvironment } from "./wipe-initial-environment.ts"

type Variables = Record<string, string | undefined>

/** OpenCode reads this one itself at each request, so it stays; `shell.env` keeps it from the model's commands. */
const KEPT = "OPENCODE_SERVER_PASSWORD"

export async function captureEnvironment(variables: Variables): Promise<CapturedEnvironment> {
  const slot = runtimeSlot()
  slot.environment ??= read(variables)
  const kept = variables[KEPT]
  await wipeInitialEnvironment(secretVariables.filter((name) => variables[name]))
  for (const name of secretVariables) delete variables[name]
  if (kept !== undefined) variables[KEPT] = kept // now in memory that /proc does not show
  return slot.environment
}

/** Without what can not be read; the first of its sentences says why nothing may be called. */
function read(variables: Variables): CapturedEnvironment {
  try {
    return { environment: readEnvironment(variables), error: undefined }
  } catch (error) {
    if (!(error instanceof VariableError)) throw error
    const { [error.variable]: _unreadable, ...others } = variables
    return { environment: read(others).environment, error: error.message }
  }
}
