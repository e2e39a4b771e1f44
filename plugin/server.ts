// Announces this instance to the provider and wires each hook to its file.
import type { Hooks, PluginInput, PluginOptions } from "@opencode-ai/plugin"
import type { Instance } from "../config/index.ts"
import { endSummary, finishBackground, flushAlerts } from "../ledger/index.ts"
import { announceInstance } from "./announce-instance.ts"
import { answerPermission } from "./answer-permission.ts"
import { forgetCommands } from "./commands/forget-commands.ts"
import { configure } from "./configure.ts"
import { exitCodeOf } from "./exit-code.ts"
import { hearPerson } from "./hear-person.ts"
import { lazyGuard } from "./lazy-guard.ts"
import { maskOutput } from "./mask-output.ts"
import { meterOtherProviders } from "./meter-other-providers.ts"
import { noteExitCode } from "./note-exit-code.ts"
import { noteOutcomes } from "./note-outcomes.ts"
import { createSandbox } from "./sandbox/create-sandbox.ts"
import { endedCall } from "./sandbox/ended-call.ts"
import { ownShell } from "./sandbox/own-shell.ts"
import { scrubShell } from "./scrub-shell.ts"
import { SessionTree } from "./session-tree.ts"
import { statusTool } from "./status-tool.ts"
import { titlePrompt } from "./title-prompt.ts"
import { verifyTool } from "./verify-tool.ts"
import { vouch } from "./vouch.ts"
import { type Outcome, watchOutcome } from "./watch-outcome.ts"

/** @param providerUrl file URL of the module that exports `createRalex`; the same file when bundled. */
export function serverWith(providerUrl: string) {
  return async function server(input: PluginInput, options?: PluginOptions): Promise<Hooks> {
    const { instance, forget } = await announceInstance(input, options)
    const sessions = new SessionTree(input.client)
    const { directory, serverUrl } = input
    const shell = ownShell({ instance, directory, variables: process.env })
    const sandbox = createSandbox({ instance, directory, shell: shell.path, variables: process.env })
    const guard = await lazyGuard({ instance, sessions, directory, serverUrl, sandbox })
    const outcomes = noteOutcomes({ instance, guard })
    const titles = titlePrompt(input.client)
    const meter = meterOtherProviders({ instance, sessions, titles, providerUrl })
    const outcome = watchOutcome()
    const person = hearPerson({ instance, sessions })
    return {
      tool: { ...verifyTool({ instance, guard, sandbox }), ...statusTool({ instance, sessions }) },
      config: async (config) => {
        configure(config, instance, providerUrl)
        person.declare(config)
        shell.choose(config)
      },
      "chat.headers": (call, output) => vouch(call, output, { instance, sessions, providerUrl }),
      "experimental.chat.system.transform": async (call, output) => titles.noteSystem(call, output),
      "chat.params": (call, output) => meter.hold(call, output),
      ...person.hooks,
      "experimental.chat.messages.transform": async (_call, { messages }) => forgetCommands(messages),
      "tool.execute.before": (call, output) => guard.before(call, output),
      "tool.execute.after": async (call, output) => {
        await maskOutput(call, output, { instance, sessions })
        outcomes.ran(call, output)
        await sandbox.leave(call.callID)
        guard.ended(call.callID)
        noteExitCode(call, output, instance)
      },
      "shell.env": async ({ callID }, output) => {
        scrubShell(output)
        if (callID !== undefined) Object.assign(output.env, sandbox.environmentOf(callID))
      },
      event: async ({ event }) => {
        for (const watcher of [sessions, guard, outcome, outcomes, person]) watcher.note(event)
        meter.retry(event)
        await meter.settle(event)
        await sandbox.leave(endedCall(event))
        await answerPermission(event, { client: input.client, instance, guard })
      },
      dispose: async () => {
        await meter.close()
        outcomes.close()
        await sandbox.close()
        await finishBackground()
        await flushAlerts()
        forget()
        await sayEnd(instance, outcome)
      },
    }
  }
}

async function sayEnd(instance: Instance, outcome: Outcome): Promise<void> {
  const code = exitCodeOf(instance, outcome)
  await endSummary(instance, { exitCode: code, failed: outcome.failed() })
  if (code !== undefined) process.exitCode = code
}
