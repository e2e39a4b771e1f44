// A blocked action, as it stands out in a CI job: which tool, which rule and why, each of them once.
import type { Instance } from "../config/index.ts"
import { annotate, redact } from "../ledger/index.ts"
import type { Denial } from "../rules/index.ts"

const said = new WeakMap<Instance, Set<string>>()

/** GitHub shows ten of a kind a step; a model that tries again and again must not hide what others say. */
const MOST = 10

export function annotateBlock(tool: string, { rule, reason }: Denial, instance: Instance): void {
  const told = said.get(instance) ?? new Set()
  said.set(instance, told)
  const text = redact(`Blocked ${tool} (${rule}): ${reason}`)
  if (told.has(text) || told.size >= MOST) return
  told.add(text)
  annotate({ level: instance.loaded.config.ci.failOnBlock ? "error" : "warning", text }, instance)
}
