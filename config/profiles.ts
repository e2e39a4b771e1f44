// Profiles are presets of ordinary keys: what the person wrote wins, key by key.
import type { Config } from "./schema.ts"
import type { TaskClass, Tier } from "./tiers.ts"

/** What routing works with once the profile has filled the gaps. */
export interface Routing {
  tiers: Record<Tier, string[]>
  classes: Record<TaskClass, Tier>
  smartFrom: number
  agents: Record<string, Tier>
  llmTieBreak: boolean
  baseline: string
}

// Models and prices as of the shipped catalogue (ledger/catalogue.json, 2026-09-28).
const tiers: Record<Tier, string[]> = {
  free: [
    "nvidia/nemotron-3-ultra-550b-a55b:free",
    "thinkingmachines/inkling:free",
    "qwen/qwen3.8-27b:free",
    "google/gemma-4-31b-it:free",
  ],
  cheap: ["google/gemini-3.8-flash", "openai/gpt-6-luna", "z-ai/glm-5.3-flash"],
  smart: ["anthropic/claude-sonnet-5", "openai/gpt-6-sol", "z-ai/glm-5.3"],
  premium: ["anthropic/claude-opus-5.5", "openai/gpt-6-astra", "anthropic/claude-sonnet-5"],
}

const balanced = {
  tiers,
  classes: { simple: "cheap", medium: "cheap", complex: "smart", reasoning: "premium" },
  smartFrom: 0.5,
} as const satisfies Omit<Routing, "agents" | "llmTieBreak" | "baseline">

const presets: Record<Config["profile"], Omit<Routing, "agents" | "llmTieBreak" | "baseline">> = {
  frugal: {
    ...balanced,
    tiers: { ...tiers, cheap: ["openai/gpt-6-luna", "z-ai/glm-5.3-flash", "google/gemini-3.8-flash"] },
    classes: { ...balanced.classes, reasoning: "smart" },
    smartFrom: 0.8,
  },
  balanced,
  quality: { ...balanced, classes: { ...balanced.classes, medium: "smart" }, smartFrom: 0.3 },
}

/** The tiers, classes and baseline in force. */
export function applyProfile(config: Config): Routing {
  const preset = presets[config.profile]
  const merged = {
    tiers: { ...preset.tiers, ...defined(config.tiers) },
    classes: { ...preset.classes, ...config.routing.classes },
    smartFrom: config.routing.smartFrom ?? preset.smartFrom,
    agents: config.routing.agents,
    llmTieBreak: config.routing.llmTieBreak,
  }
  return { ...merged, baseline: config.baseline ?? merged.tiers.smart[0] ?? "" }
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
