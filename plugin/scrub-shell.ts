// shell.env: keeps from the model's commands Ralex's secrets, even when something put them back into the environment, and what
// opens a CI job's runner: the files by which a step changes the steps after it, and the tokens of its own services.
import { secretNames } from "../config/index.ts"

const OF_THE_RUNNER = [
  "GITHUB_ENV",
  "GITHUB_PATH",
  "GITHUB_OUTPUT",
  "GITHUB_STATE",
  "GITHUB_STEP_SUMMARY",
  "ACTIONS_RUNTIME_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
]

export function scrubShell(output: { env: Record<string, string> }): void {
  for (const name of [...secretNames(), ...OF_THE_RUNNER]) {
    if (process.env[name] !== undefined || output.env[name] !== undefined) output.env[name] = ""
  }
}

/** Of a command that Ralex runs itself. */
export function scrubbedEnvironment(): NodeJS.ProcessEnv {
  const env: Record<string, string> = {}
  scrubShell({ env })
  return { ...process.env, ...env }
}
