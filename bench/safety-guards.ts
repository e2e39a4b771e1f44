// The guards that are measured side by side: Ralex's rules, cc-safety-net, and opencode-destructive-check.
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type JudgeContext, judgeCommand, loadRules } from "../rules/index.ts"
import { bareContext } from "../test/rules/rule-context.ts"

/** The rule or the sentence by which it denies; undefined where it allows. */
export type Guard = (command: string) => Promise<string | undefined>

const context: JudgeContext = { ...bareContext, variables: { HOME: bareContext.home } }

/** The same verdict as `ralex check --packs all --state off`. */
export const ralex: Guard = async (command) => {
  const verdict = judgeCommand(command, context, loadRules())
  return verdict.kind === "allow" ? undefined : verdict.rule
}

/** With an empty home and an empty folder, so that it finds no settings, as its authors' tests do. */
export async function ccSafetyNet(): Promise<Guard> {
  const empty = mkdtempSync(join(tmpdir(), "ralex-bench-"))
  process.env.HOME = empty
  const { checkCommand } = await import("cc-safety-net/api")
  return async (command) => {
    const result = checkCommand({ command, cwd: empty })
    return result.kind === "allow" ? undefined : (result.ruleId ?? result.reason)
  }
}

interface AskHook {
  "permission.ask": (
    input: { id: string; permission: string; patterns: string[]; sessionID: string; metadata: object },
    output: { status: string },
  ) => Promise<void>
}

/**
 * Its hook `permission.ask`, called with the whole command as OpenCode would if it ever did. So this measures its
 * patterns; installed in OpenCode it only prints a warning.
 */
export async function destructiveCheck(): Promise<Guard> {
  // Not a literal: its sources are no part of what our compiler checks.
  const name: string = "@sureshsankaran/opencode-destructive-check"
  const { default: plugin }: { default: () => Promise<AskHook> } = await import(name)
  const hooks = await plugin()
  console.warn = () => {}
  return async (command) => {
    const output = { status: "allow" }
    const about = { id: "1", sessionID: "1", metadata: { command } }
    await hooks["permission.ask"]({ ...about, permission: "bash", patterns: [command] }, output)
    return output.status === "allow" ? undefined : "its patterns"
  }
}
