// shell.env: keeps secrets from the model's commands even when something put them back into the environment.
import { secretNames } from "../config/index.ts"

export function scrubShell(output: { env: Record<string, string> }): void {
  for (const name of secretNames()) {
    if (process.env[name] !== undefined || output.env[name] !== undefined) output.env[name] = ""
  }
}

/** Of a command that Ralex runs itself. */
export function scrubbedEnvironment(): NodeJS.ProcessEnv {
  const env: Record<string, string> = {}
  scrubShell({ env })
  return { ...process.env, ...env }
}
