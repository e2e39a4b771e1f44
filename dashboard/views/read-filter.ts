// What an address says after `?` to what a view is asked for, or the sentence that says what is wrong with it.
import { cleanName, momentOf, type SumsPart } from "../../ledger/index.ts"
import { type FilterText, filterSchema } from "../contract.ts"

export interface Filter {
  /** By the ledger's clock. */
  at: Date
  since: Date | null
  /** undefined is until now. */
  until: Date | undefined
  part: SumsPart
  rule: string | undefined
  bucket: FilterText["bucket"]
  by: FilterText["by"]
}

export type ReadFilter = { kind: "ok"; filter: Filter } | { kind: "bad"; message: string }

export function readFilter(query: URLSearchParams, at: Date): ReadFilter {
  const given = [...query].filter(([, value]) => value !== "")
  const parsed = filterSchema.safeParse(Object.fromEntries(given))
  if (!parsed.success) return bad(sentenceOf(parsed.error.issues[0]))
  const { since, until, project, session, agent, tier, model, rule, bucket, by } = parsed.data
  const [from, to] = [since, until].map((text) => (text === undefined ? undefined : momentOf(text, at)))
  if (since !== undefined && from === undefined) return bad(badTime("since", since))
  if (until !== undefined && to === undefined) return bad(badTime("until", until))
  if (from && from >= (to ?? at)) return bad("since is not before until; choose an earlier one.")
  const part = { project, session, agent, model, tier: tier === "none" ? "" : tier }
  const asked = Object.entries(part).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, cleanName(value)]],
  )
  return {
    kind: "ok",
    filter: { at, since: from ?? null, until: to, part: Object.fromEntries(asked), rule, bucket, by },
  }
}

interface Issue {
  path: PropertyKey[]
  keys?: string[]
  values?: unknown[]
}

function sentenceOf(issue: Issue | undefined): string {
  if (issue?.keys) return `There is no filter "${issue.keys[0]}".`
  const name = String(issue?.path[0] ?? "A filter")
  return issue?.values ? `${name} must be one of ${issue.values.join(", ")}.` : `${name} can not be read.`
}

function badTime(name: string, text: string): string {
  return `${name} is "${text}"; it must be like 24h, 7d, 2w, 2026-11-01 or 2026-11-01T12:00:00Z.`
}

function bad(message: string): ReadFilter {
  return { kind: "bad", message }
}
