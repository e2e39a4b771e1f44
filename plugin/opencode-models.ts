// The models as OpenCode wants them declared: auto, the tiers, and every model that can use tools.
import type { Config } from "@opencode-ai/plugin"
import { applyProfile, type Config as RalexConfig, TIERS, type Tier } from "../config/index.ts"
import { type Model, modelFinder, ownModels, toolModels } from "../ledger/index.ts"

export type Models = NonNullable<NonNullable<Config["provider"]>[string]["models"]>
type Declared = Models[string]

export function openCodeModels(config: RalexConfig): Models {
  const own = [...ownModels(config.upstreams).values()].filter(({ tools }) => tools)
  const tiers = Object.fromEntries(TIERS.map((tier) => [tier, declareTier(tier, config)]))
  const pinned = Object.fromEntries(
    [...toolModels(), ...own].map((model) => [model.id, declarePinned(model)]),
  )
  return { auto: declareAuto(config), ...tiers, ...pinned }
}

function declareAuto(config: RalexConfig): Declared {
  const paid = TIERS.filter((tier) => tier !== "free")
  return declareGroup(
    "Auto (Ralex chooses)",
    paid.map((tier) => largest(tier, config)),
  )
}

function declareTier(tier: Tier, config: RalexConfig): Declared {
  return declareGroup(`${tier[0]?.toUpperCase()}${tier.slice(1)} tier`, [largest(tier, config)])
}

interface Room {
  context: number
  output: number
}

/** OpenCode compacts a session by the declared context: the most that every tier can hold with one of its models. */
function declareGroup(name: string, rooms: Room[]): Declared {
  return {
    name,
    tool_call: true,
    attachment: true,
    reasoning: true,
    limit: {
      context: Math.min(...rooms.map((room) => room.context)),
      output: Math.min(...rooms.map((room) => room.output)),
    },
    modalities: { input: ["text", "image", "pdf"], output: ["text"] },
  }
}

function largest(tier: Tier, config: RalexConfig): Room {
  const findModel = modelFinder(config)
  const models = applyProfile(config).tiers[tier].flatMap((id) => findModel(id) ?? [])
  const biggest = models.toSorted((a, b) => b.contextTokens - a.contextTokens)[0]
  return { context: biggest?.contextTokens ?? 128_000, output: biggest?.maxOutputTokens ?? 32_000 }
}

function declarePinned(model: Model): Declared {
  const inputs = ["text", "audio", "image", "video", "pdf"] as const
  const usdPerMillion = (nano: bigint | null) => Number(nano ?? 0n) / 1e9
  return {
    name: model.name,
    tool_call: true,
    reasoning: model.reasoning,
    attachment: model.inputModalities.length > 1,
    cost: {
      input: usdPerMillion(model.price.inputNanoPerMillion),
      output: usdPerMillion(model.price.outputNanoPerMillion),
      cache_read: usdPerMillion(model.price.cacheReadNanoPerMillion),
      cache_write: usdPerMillion(model.price.cacheWriteNanoPerMillion),
    },
    limit: { context: model.contextTokens, output: model.maxOutputTokens },
    modalities: { input: inputs.filter((kind) => model.inputModalities.includes(kind)), output: ["text"] },
  }
}
