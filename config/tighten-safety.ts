// What of a project's `safety` counts while nobody trusts it: what forbids more than is forbidden already. Pure.
import { isCheapRule } from "./is-cheap-rule.ts"
import type { ConfigInput } from "./parse-config.ts"
import { MOST_ENTRIES } from "./safety-schema.ts"
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
  if (deny !== undefined) {
    kept.deny = [...inForce.deny, ...deny].slice(0, MOST_ENTRIES)
    if (inForce.deny.length + deny.length > MOST_ENTRIES) ignored.push("safety.deny beyond its first entries")
  }
  if (rules !== undefined) {
    const own = rules.filter((rule) => isCheapRule(rule) && !inForce.rules.some(({ id }) => id === rule.id))
    kept.rules = [...inForce.rules, ...own].slice(0, MOST_ENTRIES)
    if (kept.rules.length < inForce.rules.length + rules.length) ignored.push("some of safety.rules")
  }
  // A look at the disk allows some calls and denies others: neither way is the stricter.
  if (recoverable !== undefined && recoverable !== inForce.recoverable) ignored.push("safety.recoverable")
  if (sandbox !== undefined) {
    if (strictness[sandbox] >= strictness[inForce.sandbox ?? "off"]) kept.sandbox = sandbox
    else ignored.push("safety.sandbox")
  }
  if (hosts !== undefined) kept.hosts = inForce.hosts?.filter((host) => hosts.includes(host)) ?? hosts
  return { kept, ignored }
}
