// What of a project's `safety` counts while nobody trusts it: what forbids more than is forbidden already. Pure.
import type { ConfigInput } from "./parse-config.ts"
import type { Config } from "./schema.ts"

type SafetyInput = NonNullable<ConfigInput["safety"]>

const strictness = { off: 0, auto: 1, required: 2 } as const

export function tightenSafety(
  input: SafetyInput,
  inForce: Config["safety"],
): { kept: SafetyInput; ignored: string[] } {
  const { deny, rules, recoverable, sandbox, hosts, ...loosening } = input
  const kept: SafetyInput = {}
  const ignored = Object.keys(loosening).map((key) => `safety.${key}`)
  if (deny !== undefined) kept.deny = [...inForce.deny, ...deny]
  if (rules !== undefined) kept.rules = [...inForce.rules, ...rules]
  if (recoverable === false) kept.recoverable = false
  if (recoverable === true && !inForce.recoverable) ignored.push("safety.recoverable")
  if (sandbox !== undefined) {
    if (strictness[sandbox] >= strictness[inForce.sandbox ?? "off"]) kept.sandbox = sandbox
    else ignored.push("safety.sandbox")
  }
  if (hosts !== undefined) kept.hosts = inForce.hosts?.filter((host) => hosts.includes(host)) ?? hosts
  return { kept, ignored }
}
