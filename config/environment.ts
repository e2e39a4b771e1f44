// The environment, read and validated once; the only place that knows the names of Ralex's variables.

import { type Paths, pathsOf } from "./paths.ts"
import { RalexError } from "./ralex-error.ts"
import { type BudgetScope, budgetScopes, type Config, LOG_LEVELS } from "./schema.ts"

export interface Environment {
  paths: Paths
  apiKeys: string[]
  /** `sqlite:/path` or `postgres://…`; may hold a password. */
  ledger: string
  baseUrl: string
  /** Signs what is posted to `alerts.webhook`. */
  webhookSecret: string | undefined
  /** Opens OpenCode's own HTTP server. */
  serverPassword: string | undefined
  standalone: boolean
  mode: "off" | "guard" | "yolo" | undefined
  log: Config["log"] | undefined
  /** The file that gets a Markdown summary of the run. */
  summary: string | undefined
  budgets: Partial<Record<BudgetScope, number>>
  /** Hashes of project files that the person trusts for this process. */
  trust: string[]
  ci: boolean
  /** Of Linux: a browser would be seen. */
  hasScreen: boolean
  /** Warnings are shown on the page of the job there. */
  githubActions: boolean
}

/** Variables that no child process may see; the last one opens OpenCode's own server. */
export const secretVariables = [
  "OPENROUTER_API_KEY",
  "OPENROUTER_API_KEYS",
  "RALEX_LEDGER",
  "RALEX_WEBHOOK_SECRET",
  "OPENCODE_SERVER_PASSWORD",
] as const

/** @throws {RalexError} for a value that can not be read: a mistyped limit must not become no limit. */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const paths = pathsOf(variables)
  return {
    paths,
    apiKeys: (variables.OPENROUTER_API_KEYS || variables.OPENROUTER_API_KEY || "")
      .split(",")
      .map((key) => key.trim())
      .filter((key) => key !== ""),
    ledger: variables.RALEX_LEDGER || `sqlite:${paths.data}/ledger.db`,
    baseUrl: readBaseUrl(variables.RALEX_BASE_URL),
    webhookSecret: variables.RALEX_WEBHOOK_SECRET || undefined,
    serverPassword: variables.OPENCODE_SERVER_PASSWORD || undefined,
    standalone: variables.RALEX_STANDALONE === "1",
    mode: readMode(variables.RALEX_MODE),
    log: readLog(variables.RALEX_LOG),
    summary: variables.RALEX_SUMMARY || undefined,
    budgets: readBudgets(variables),
    trust: (variables.RALEX_TRUST ?? "").split(/[\s,]+/).filter((hash) => hash !== ""),
    hasScreen: Boolean(variables.DISPLAY || variables.WAYLAND_DISPLAY),
    ci: Boolean(variables.CI) && variables.CI !== "false",
    githubActions: variables.GITHUB_ACTIONS === "true",
  }
}

function readBaseUrl(value: string | undefined): string {
  if (!value) return "https://openrouter.ai/api/v1"
  if (!URL.canParse(value))
    throw new RalexError(
      `RALEX_BASE_URL is "${value}"; it must be a URL such as https://openrouter.ai/api/v1.`,
    )
  return value.replace(/\/+$/, "")
}

function readMode(value: string | undefined): Environment["mode"] {
  if (!value) return undefined
  if (value === "off" || value === "guard" || value === "yolo") return value
  throw new RalexError(`RALEX_MODE is "${value}"; it must be off, guard or yolo.`)
}

function readLog(value: string | undefined): Environment["log"] {
  if (!value) return undefined
  const level = LOG_LEVELS.find((known) => known === value)
  if (level) return level
  throw new RalexError(`RALEX_LOG is "${value}"; it must be off, metadata or full.`)
}

function readBudgets(variables: Record<string, string | undefined>): Environment["budgets"] {
  const named = Object.entries(variables).filter(([name, value]) => name.startsWith("RALEX_BUDGET_") && value)
  return Object.fromEntries(named.map(([name, value]) => readBudget(name, value ?? "")))
}

function readBudget(name: string, value: string): [BudgetScope, number] {
  const scope = budgetScopes.find((known) => name === `RALEX_BUDGET_${known.toUpperCase()}`)
  const allowed = budgetScopes.map((known) => known.toUpperCase()).join(", ")
  if (!scope)
    throw new RalexError(
      `${name} is no budget that this version of Ralex keeps; it must end in one of ${allowed}.`,
    )
  const usd = Number(value)
  if (!Number.isFinite(usd) || usd < 0)
    throw new RalexError(`${name} is "${value}"; it must be a budget in USD such as 2.50.`)
  return [scope, usd]
}
