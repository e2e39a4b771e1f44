// The second layer: commands that the rules allowed run under bubblewrap or Seatbelt, by @anthropic-ai/sandbox-runtime.
// Loaded with the first command that needs it; whether it works here is tried once, with a command that does nothing.
import { existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { SandboxRuntimeConfig } from "@anthropic-ai/sandbox-runtime"
import { guardedPlaces, type Instance, sandboxMode } from "../../config/index.ts"
import { linkedGitDirectory } from "./linked-git-directory.ts"
import { type ShellEntry, shellEntry, shellKind } from "./shell-entry.ts"
import { type SandboxTrial, trySandbox } from "./try-sandbox.ts"

export type Prepared =
  | { kind: "outside" }
  | { kind: "inside" }
  /** The person requires a sandbox, and there is none. */
  | { kind: "refused"; reason: string }

export interface Sandbox {
  /** Called before the tool call of this id runs its command, which stays as it is. */
  prepare: (call: { id: string; command: string }) => Promise<Prepared>
  /** What the shell of this command gets besides, by which it enters the sandbox. */
  environmentOf: (id: string) => Record<string, string>
  /** The same as a command, for a shell of Ralex's own. */
  commandOf: (id: string) => string | undefined
  /** The command has ended, or will not run. */
  leave: (id: string | undefined) => Promise<void>
  close: () => Promise<void>
}

interface Entered {
  command: string
  environment: Record<string, string>
}

type Available = (SandboxTrial & { kind: "yes" } & { entry: ShellEntry }) | { kind: "no"; reason: string }

export interface SandboxDeps {
  instance: Instance
  directory: string
  /** The shell that OpenCode runs commands in, as far as it is known. */
  shell: () => string | undefined
  variables: Record<string, string | undefined>
}

export function createSandbox({ instance, directory, shell, variables }: SandboxDeps): Sandbox {
  const wanted = sandboxMode(instance.loaded.config, instance.environment)
  const running = new Map<string, Entered>()
  let available: Promise<Available> | undefined
  const policy = () => policyOf(instance, directory)
  return {
    prepare: async ({ id, command }) => {
      if (wanted === "off") return { kind: "outside" }
      available ??= tryOut({ instance, policy, shell: shell(), variables })
      const tried = await available
      if (tried.kind === "yes") {
        const entered = await enter({ id, command, tried, shell: shell(), policy: await policy() })
        if (entered instanceof Error) return { kind: "refused", reason: `it failed: ${entered.message}` }
        running.set(id, entered)
        return { kind: "inside" }
      }
      if (wanted === "required") return { kind: "refused", reason: tried.reason }
      instance.tell({ level: "warning", text: withoutSandbox(tried.reason) })
      return { kind: "outside" }
    },
    environmentOf: (id) => running.get(id)?.environment ?? {},
    commandOf: (id) => running.get(id)?.command,
    leave: async (id) => {
      const tried = await available
      if (id === undefined || !running.delete(id) || tried?.kind !== "yes") return
      tried.entry.leave(id)
      tried.runtime.cleanupAfterCommand()
    },
    close: async () => {
      const tried = await available
      if (tried?.kind !== "yes") return
      tried.entry.close()
      await tried.runtime.reset()
    },
  }
}

interface Entering {
  id: string
  command: string
  tried: Available & { kind: "yes" }
  shell: string | undefined
  policy: SandboxRuntimeConfig
}

/** Where there is a sandbox, a command that can not be led into it does not run outside. */
async function enter({ id, command, tried, shell, policy }: Entering): Promise<Entered | Error> {
  try {
    const sandboxed = await tried.runtime.wrapWithSandbox(command, shell, policy)
    return { command: sandboxed, environment: tried.entry.enter({ id, sandboxed }) }
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function withoutSandbox(reason: string): string {
  return `Ralex runs commands without a sandbox: ${reason} The safety rules hold all the same. \`safety: { sandbox: off }\` in ralex.yaml ends this message, \`required\` runs no command without one.`
}

async function tryOut({ instance, policy, shell, variables }: Trial): Promise<Available> {
  const tried = await trySandbox({ policy: await policy(), shell })
  const kind = shellKind(shell ?? "")
  if (tried.kind === "no") return tried
  if (shell === undefined || kind === undefined) return { kind: "no", reason: "there is no shell for it." }
  const folder = join(instance.environment.paths.data, "sandbox", instance.run)
  return { ...tried, entry: shellEntry({ shell, kind, folder }, variables) }
}

interface Trial {
  instance: Instance
  policy: () => Promise<SandboxRuntimeConfig>
  shell: string | undefined
  variables: Record<string, string | undefined>
}

async function policyOf(
  { environment, project, loaded }: Instance,
  directory: string,
): Promise<SandboxRuntimeConfig> {
  const { sandboxPolicy } = await import("./sandbox-policy.ts") // it knows the rules' secret places, so it brings the rules
  return sandboxPolicy({
    ...guardedPlaces(environment, tmpdir()),
    project,
    directory,
    gitDirectory: linkedGitDirectory(project),
    hosts: loaded.config.safety.hosts,
    exists: existsSync,
  })
}
