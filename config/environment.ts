// The environment, read and validated once; the only place that knows the names of Ralex's variables.

import { type CiHost, ciHost } from "./ci.ts"
import { checkNames, VariableError } from "./known-variables.ts"
import { type Paths, pathsOf } from "./paths.ts"
import { type PullRequest, pullRequestOf } from "./pull-request.ts"
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
  /** Files that get a summary of the run, in the form that their ends name. */
  summaries: string[]
  budgets: Partial<Record<BudgetScope, number>>
  /** Hashes of project files that the person trusts for this process. */
  trust: string[]
  /** Whose runner this is; undefined outside of CI. `ci.enabled` has the last word: see isCi. */
  ciHost: CiHost | undefined
  /** The page of the job at GitHub, as a file of Markdown. */
  stepSummary: string | undefined
  /** The change that waits for its review, where this job is about one. */
  pullRequest: PullRequest | undefined
  /** Of Linux: a browser would be seen. */
  hasScreen: boolean
  /** Sentences for the person about variables that mean nothing. */
  notices: string[]
}

/** Variables that no child process may see; the last one opens OpenCode's own server. */
export const secretVariables = [
  "OPENROUTER_API_KEY",
  "OPENROUTER_API_KEYS",
  "RALEX_LEDGER",
  "RALEX_WEBHOOK_SECRET",
  "OPENCODE_SERVER_PASSWORD",
] as const

/** @throws {VariableError} for a name or a value that can not be read: a mistyped limit must not become no limit. */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const notices = checkNames(variables)
  const paths = pathsOf(variables)
  const host = ciHost(variables)
  return {
    paths,
    apiKeys: listOf(variables.OPENROUTER_API_KEYS || variables.OPENROUTER_API_KEY, ","),
    ledger: readLedger(variables.RALEX_LEDGER) ?? `sqlite:${paths.data}/ledger.db`,
    baseUrl: readBaseUrl(variables.RALEX_BASE_URL),
    webhookSecret: variables.RALEX_WEBHOOK_SECRET || undefined,
    serverPassword: variables.OPENCODE_SERVER_PASSWORD || undefined,
    standalone: readStandalone(variables.RALEX_STANDALONE),
    mode: readMode(variables.RALEX_MODE),
    log: readLog(variables.RALEX_LOG),
    summaries: listOf(variables.RALEX_SUMMARY, ","),
    budgets: readBudgets(variables),
    trust: readTrust(variables.RALEX_TRUST),
    hasScreen: Boolean(variables.DISPLAY || variables.WAYLAND_DISPLAY),
    ciHost: host,
    stepSummary: host === "github" ? variables.GITHUB_STEP_SUMMARY || undefined : undefined,
    pullRequest: pullRequestOf(variables),
    notices,
  }
}

function readBaseUrl(value: string | undefined): string {
  if (!value) return "https://openrouter.ai/api/v1"
  if (!URL.canParse(value))
    throw new VariableError(
      "RALEX_BASE_URL",
      `RALEX_BASE_URL is "${value}"; it must be a URL such as https://openrouter.ai/api/v1.`,
    )
  return value.replace(/\/+$/, "")
}

function readMode(value: string | undefined): Environment["mode"] {
  if (!value) return undefined
  if (value === "off" || value === "guard" || value === "yolo") return value
  throw new VariableError("RALEX_MODE", `RALEX_MODE is "${value}"; it must be off, guard or yolo.`)
}

function readLog(value: string | undefined): Environment["log"] {
  if (!value) return undefined
  const level = LOG_LEVELS.find((known) => known === value)
  if (level) return level
  throw new VariableError("RALEX_LOG", `RALEX_LOG is "${value}"; it must be off, metadata or full.`)
}

/** It may hold a password, so no sentence repeats it. */
function readLedger(value: string | undefined): string | undefined {
  if (!value) return undefined
  if (/^(?:sqlite|postgres|postgresql):/.test(value)) return value
  throw new VariableError(
    "RALEX_LEDGER",
    "RALEX_LEDGER must be sqlite: and the path of a file, or postgres://user:password@host/database.",
  )
}

function readStandalone(value: string | undefined): boolean {
  if (!value || value === "0") return false
  if (value === "1") return true
  throw new VariableError("RALEX_STANDALONE", `RALEX_STANDALONE is "${value}"; it must be 1 or 0.`)
}

function readTrust(value: string | undefined): string[] {
  const hashes = listOf(value, /[\s,]+/)
  const wrong = hashes.find((hash) => !/^[0-9a-f]{64}$/.test(hash))
  if (wrong === undefined) return hashes
  throw new VariableError(
    "RALEX_TRUST",
    `RALEX_TRUST has "${wrong}"; it must be the hashes that \`ralex trust\` prints, 64 digits of 0-9 and a-f each.`,
  )
}

function listOf(value: string | undefined, separator: string | RegExp): string[] {
  return (value ?? "")
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== "")
}

function readBudgets(variables: Record<string, string | undefined>): Environment["budgets"] {
  return Object.fromEntries(
    budgetScopes.flatMap((scope) => {
      const name = `RALEX_BUDGET_${scope.toUpperCase()}`
      const value = variables[name]
      return value ? [[scope, readBudget(name, value)]] : []
    }),
  )
}

function readBudget(name: string, value: string): number {
  const usd = Number(value)
  if (Number.isFinite(usd) && usd >= 0) return usd
  throw new VariableError(name, `${name} is "${value}"; it must be a budget in USD such as 2.50.`)
}
