// What another router's configuration comes to in ralex.yaml.

export interface Imported {
  /** What goes into the person's own ralex.yaml, as the schema has it. */
  config: ProposedConfig
  /** What was taken over in another form, and what has no counterpart: each a sentence. */
  notes: string[]
}

export interface ProposedConfig {
  tiers?: Partial<Record<ImportedTier, string[]>>
  upstreams?: Record<string, ProposedUpstream>
  budgets?: Partial<Record<"daily" | "weekly" | "monthly", number>>
  routing?: { agents: Record<string, ImportedTier> }
  calls?: {
    attempts?: number
    total?: number
    firstToken?: number
    rateLimits?: Record<string, { requests?: number; tokens?: number }>
  }
  cache?: { ttl: number }
  alerts?: { webhook: string }
}

export type ImportedTier = "cheap" | "smart" | "premium" | "free"

export interface ProposedUpstream {
  baseUrl: string
  apiKeyEnv?: string
  models: Record<string, { inputUsdPerMillion: number; outputUsdPerMillion: number; context: number }>
}
