// Tells OpenCode of Ralex's slash commands, in place of any that a project's files declare by the same name.
import type { Config } from "@opencode-ai/plugin"
import { slashCommands } from "./slash-commands.ts"

/** Nothing of another declaration stays: its template may run a shell, and its agent or subtask lead elsewhere. */
export function declareCommands(config: Config): void {
  const ours = slashCommands.map(({ name, description }) => [
    name,
    { template: `/${name} $ARGUMENTS`, description, subtask: false },
  ])
  config.command = { ...config.command, ...Object.fromEntries(ours) }
}
