// Reads the environment once a process, then takes its secrets out of reach of every child process.
import { readEnvironment, secretVariables } from "./environment.ts"
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

function read(variables: Variables): CapturedEnvironment {
  try {
    return { environment: readEnvironment(variables), error: undefined }
  } catch (error) {
    const safe = Object.entries(variables).filter(
      ([name]) => !/^RALEX_(BUDGET_|MODE$|LOG$|BASE_URL$)/.test(name),
    )
    const message = error instanceof Error ? error.message : String(error)
    return { environment: readEnvironment(Object.fromEntries(safe)), error: message }
  }
}
