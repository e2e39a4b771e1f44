// Whether commands can run in a sandbox on this machine, found out with one that does nothing.
import type { SandboxRuntimeConfig } from "@anthropic-ai/sandbox-runtime"
import { shellKind } from "./shell-entry.ts"

type Runtime = typeof import("@anthropic-ai/sandbox-runtime")["SandboxManager"]

export type SandboxTrial = { kind: "yes"; runtime: Runtime } | { kind: "no"; reason: string }

/** @param shell Where OpenCode runs commands, absolute; undefined where there is neither bash nor zsh. */
export async function trySandbox({
  policy,
  shell,
}: {
  policy: SandboxRuntimeConfig
  shell: string | undefined
}): Promise<SandboxTrial> {
  if (shell === undefined || shellKind(shell) === undefined)
    return no("only bash and zsh can be led into one, and neither is there.")
  const { SandboxManager: runtime } = await import("@anthropic-ai/sandbox-runtime")
  if (!runtime.isSupportedPlatform()) return no("there is none for this operating system.")
  const { errors } = runtime.checkDependencies()
  if (errors.length > 0)
    return no(`${errors.join(", ")}. On Debian: \`apt install bubblewrap socat ripgrep\`.`)
  try {
    await runtime.initialize(policy)
    const nothing = await runtime.wrapWithSandbox("true", shell, policy)
    const child = Bun.spawn([shell, "-c", nothing], { stdin: "ignore", stdout: "ignore", stderr: "pipe" })
    const said = await new Response(child.stderr).text()
    runtime.cleanupAfterCommand()
    if ((await child.exited) === 0) return { kind: "yes", runtime }
    return no(`it does not work on this machine (${firstLine(said)}).`)
  } catch (error) {
    return no(
      `it could not be started (${firstLine(error instanceof Error ? error.message : String(error))}).`,
    )
  }
}

function no(reason: string): SandboxTrial {
  return { kind: "no", reason }
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0]?.slice(0, 200) ?? ""
}
