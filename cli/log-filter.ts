// Which lines of `ralex log` are wanted. Pure.
import { basename } from "node:path"
import { TIERS, type Tier } from "../config/index.ts"
import { cleanName } from "../ledger/index.ts"
import type { LogLine } from "./contract.ts"
import { UsageError } from "./usage-error.ts"

export const LOG_KINDS = ["calls", "blocks", "alerts", "lifts"] as const
export type LogKind = (typeof LOG_KINDS)[number]

export interface LogFilter {
  kind: LogKind | undefined
  /** A part of a model's id. */
  model: string | undefined
  tier: Tier | undefined
  /** A folder, or a folder's name. */
  project: string | undefined
  errors: boolean
  /** Tool calls that were allowed, too. */
  all: boolean
}

/** "hidden" are the allowed tool calls, which are many. */
export function isWanted(line: LogLine, filter: LogFilter): "wanted" | "hidden" | "other" {
  const { kind, all } = filter
  if (kind !== undefined && kindOf(line) !== kind) return "other"
  if (!isOf(line, filter)) return "other"
  if (filter.errors && !isError(line)) return "other"
  const quiet = line.type === "verdict" && line.verdict === "allow" && !line.lifted
  return quiet && !all ? "hidden" : "wanted"
}

function kindOf({ type }: LogLine): LogKind {
  switch (type) {
    case "call":
      return "calls"
    case "verdict":
      return "blocks"
    case "alert":
      return "alerts"
    case "lift":
      return "lifts"
  }
}

/** Only calls have a model and a tier; an alert is about no project. */
function isOf(line: LogLine, { model, tier, project }: LogFilter): boolean {
  if ((model ?? tier) !== undefined && line.type !== "call") return false
  if (line.type === "call") {
    const name = (line.modelUsed ?? line.modelAsked).toLowerCase()
    if (model !== undefined && !name.includes(model.toLowerCase())) return false
    if (tier !== undefined && line.tier !== tier) return false
  }
  if (project === undefined) return true
  const own = line.type === "alert" ? undefined : line.type === "lift" ? line.part.project : line.project
  return own !== undefined && [own, basename(own)].includes(cleanName(project))
}

function isError(line: LogLine): boolean {
  if (line.type === "call") return line.outcome !== null && line.outcome !== "ok"
  return line.type === "alert" && line.level === "error"
}

/** @throws {UsageError} for a kind that is none. */
export function readKind(text: string | undefined): LogKind | undefined {
  return text === undefined ? undefined : one(text, LOG_KINDS, "--kind")
}

/** @throws {UsageError} for a tier that is none. */
export function readTier(text: string | undefined): Tier | undefined {
  return text === undefined ? undefined : one(text, TIERS, "--tier")
}

function one<Known extends string>(text: string, known: readonly Known[], flag: string): Known {
  const found = known.find((each) => each === text)
  if (found !== undefined) return found
  throw new UsageError(`${flag} is "${text}"; it must be one of ${known.join(", ")}.`)
}
