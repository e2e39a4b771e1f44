// Lets OpenCode run Ralex's check for every agent: whether work is checked is the person's choice in ralex.yaml, so no
// permission or tool list of a project takes it away. It only ever runs with the provider's nonce.
import type { Config } from "@opencode-ai/plugin"
import { VERIFY_TOOL } from "../config/index.ts"

type Permission = NonNullable<Config["permission"]>

interface Restricting {
  permission?: unknown
  tools?: Record<string, boolean>
}

export function letVerify(config: Config): void {
  allowIn(config as Restricting)
  for (const agent of Object.values(config.agent ?? {})) if (agent) allowIn(agent as Restricting)
}

/** The last rule that matches wins, so Ralex's stands at the end. */
function allowIn(place: Restricting): void {
  const { permission, tools } = place
  if (tools) place.tools = { ...without(tools), [VERIFY_TOOL]: true }
  if (permission === undefined) return
  const rules = typeof permission === "string" ? { "*": permission } : without(permission as object)
  place.permission = { ...rules, [VERIFY_TOOL]: "allow" } as unknown as Permission
}

function without<T extends object>(rules: T): T {
  return Object.fromEntries(Object.entries(rules).filter(([name]) => name !== VERIFY_TOOL)) as T
}
