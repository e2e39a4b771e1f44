// What a person says: Ralex's own slash commands, which it answers, workflow commands, which go to a model, and asks.
import type { Config, Hooks } from "@opencode-ai/plugin"
import type { Event } from "@opencode-ai/sdk"
import { type HearDeps, hearCommands } from "./commands/hear-commands.ts"
import { hearWorkflows } from "./workflows/hear-workflows.ts"

export interface PersonHearing {
  declare: (config: Config) => void
  note: (event: Event) => void
  hooks: Required<Pick<Hooks, "command.execute.before" | "chat.message">>
}

export function hearPerson({ instance, sessions }: HearDeps): PersonHearing {
  const commands = hearCommands({ instance, sessions })
  const workflows = hearWorkflows({ instance, sessions, now: () => new Date() })
  return {
    declare: (config) => workflows.declare(config),
    note: (event) => commands.note(event),
    hooks: {
      "command.execute.before": async (call, output) => {
        await commands.hear(call, output)
        await workflows.hear(call, output)
      },
      "chat.message": (call, output) => {
        sessions.noteSaid(call.sessionID, output.message.id)
        workflows.bind(call, output)
        return commands.bind(call, output)
      },
    },
  }
}
