// `ralex models`: the tiers with their models and prices, who is left alone just now since it failed, and on request what
// OpenRouter offers otherwise by now.

import { applyProfile, type Config, RalexError, TIERS } from "../../config/index.ts"
import {
  availabilitySentence,
  catalogueSource,
  cleanName,
  type HealthOf,
  type HealthReport,
  type Model,
  modelFinder,
  nanoToUsd,
  printable,
  type Rest,
  readHealth,
} from "../../ledger/index.ts"
import { type Context, configOf, printJson } from "../context.ts"
import type { ModelsDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { readChanges } from "../read-changes.ts"
import { showChanges } from "../show-changes.ts"
import { showTable } from "../show-table.ts"
import { withLedger } from "../with-ledger.ts"

export const models = defineCommand({
  name: "models",
  description: "The models of each tier: context, prices, and which of them rest since they failed.",
  args: {
    json: jsonArgument,
    refresh: { type: "boolean", description: "Ask OpenRouter what is new, gone, dearer or cheaper by now." },
  },
  run: async (args, context) => {
    const config = configOf(context)
    const changed = args.refresh ? await readChanges(context.environment, config) : undefined
    if (changed?.kind === "failed") {
      context.say(changed.message)
      return exitCode.failed
    }
    const document: ModelsDocument = {
      ...documentOf(config, await readSeen(context), context.now()),
      ...(changed ? { changes: changed.value } : {}),
    }
    if (args.json) printJson(context, document)
    else context.print(forPeople(document))
    return exitCode.ok
  },
})

/** Tiers and prices are worth showing without a ledger. */
async function readSeen(context: Context): Promise<Seen> {
  try {
    return await withLedger(context, async (ledger) => ({
      rests: await ledger.rests(),
      health: await readHealth(ledger, await ledger.clock(context.now())),
    }))
  } catch (error) {
    if (!RalexError.isInstance(error)) throw error
    context.say(`${error.message} So nothing is said of health and of who rests.`)
    return { rests: [], health: undefined }
  }
}

interface Seen {
  rests: Rest[]
  health: HealthReport | undefined
}

function documentOf(config: Config, { rests: known, health }: Seen, now: Date): ModelsDocument {
  const { tiers } = applyProfile(config)
  const findModel = modelFinder(config)
  const rests = known.map((rest) => ({ ...documentOfRest(rest), resting: rest.until > now }))
  const restOf = (id: string) =>
    rests.find(
      ({ key, resting }) => resting && (key === `model:${id}` || (key === ALL_FREE && isFree(id))),
    ) ?? null
  const hour = health?.hour ?? []
  const ofModels = hour.filter(({ kind }) => kind === "model")
  const healthOf = (id: string) => {
    const found = ofModels.find(({ name }) => name === id)
    return found ? documentOfHealth(found) : null
  }
  const rowOf = (id: string) => {
    const name = cleanName(id)
    return { ...documentOfModel(name, findModel(id)), rest: restOf(name), health: healthOf(name) }
  }
  const inTiers = new Set(TIERS.flatMap((tier) => tiers[tier].map((id) => cleanName(id))))
  const resting = rests.flatMap(({ key, resting }) => (resting && key !== ALL_FREE ? modelOfRest(key) : []))
  const others = new Set([...ofModels.map(({ name }) => name), ...resting].filter((id) => !inTiers.has(id)))
  return {
    v: 1,
    catalogue: catalogueSource,
    tiers: TIERS.map((tier) => ({
      tier,
      models: tiers[tier].map(rowOf),
    })),
    others: [...others].map(rowOf),
    rests,
    providers: hour
      .filter(({ kind }) => kind === "provider")
      .map((found) => ({ provider: found.name, ...documentOfHealth(found) })),
    availability: health?.availability ?? null,
  }
}

function documentOfHealth({ calls, successShare, timeToFirstTokenMs, durationMs }: HealthOf) {
  return { calls, successShare, timeToFirstTokenMs, durationMs }
}

/** What all free models share; provider/cooldowns.ts. */
const ALL_FREE = "model::free"

function modelOfRest(key: string): string[] {
  return key.startsWith("model:") ? [key.slice("model:".length)] : []
}

function isFree(id: string): boolean {
  return id.endsWith(":free")
}

type ModelRow = ModelsDocument["tiers"][number]["models"][number]

function documentOfModel(id: string, model: Model | undefined): Omit<ModelRow, "rest" | "health"> {
  if (!model) return { id, known: false, contextTokens: null, inputUsd: null, outputUsd: null }
  const { contextTokens, price } = model
  return {
    id,
    known: true,
    contextTokens,
    inputUsd: nanoToUsd(price.inputNanoPerMillion),
    outputUsd: nanoToUsd(price.outputNanoPerMillion),
  }
}

function documentOfRest({
  key,
  failures,
  until,
  reason,
  detail,
}: Rest): Omit<ModelsDocument["rests"][number], "resting"> {
  return { key, failures, until: until.toISOString(), reason, detail }
}

const IN_NO_TIER = "-"

function cellsOf(
  tier: string,
  { id, known, contextTokens, inputUsd, outputUsd, rest, health }: ModelRow,
): string[] {
  const usd = (value: number | null) => (value === null ? "?" : `$${value}`)
  const usual = (times: { p50: number } | null | undefined) => (times ? `${Math.round(times.p50)} ms` : "")
  return [
    tier,
    printable(id),
    contextTokens === null ? "?" : contextTokens.toLocaleString("en"),
    usd(inputUsd),
    usd(outputUsd),
    percent(health?.successShare ?? null),
    usual(health?.timeToFirstTokenMs),
    usual(health?.durationMs),
    rest ? restWords(rest) : known || tier === IN_NO_TIER ? "" : "not in the catalogue",
  ]
}

function forPeople({
  catalogue,
  tiers,
  others,
  rests,
  providers,
  availability,
  changes,
}: ModelsDocument): string {
  const rows = [
    ...tiers.flatMap(({ tier, models: ofTier }) => ofTier.map((model) => cellsOf(tier, model))),
    ...others.map((model) => cellsOf(IN_NO_TIER, model)),
  ]
  const resting = rests.flatMap((rest) => {
    const name = /^(provider|key):(.*)$/s.exec(rest.key)
    return rest.resting && name ? [`The ${name[1]} ${printable(name[2] ?? "")} ${restWords(rest)}.\n`] : []
  })
  return [
    showTable(["tier", "model", "context", "in", "out", "success", "first token", "whole", ""], rows),
    ...resting,
    ...providers.map(
      ({ provider, calls, successShare, timeToFirstTokenMs, durationMs }) =>
        `The provider ${printable(provider)} answered ${percent(successShare)} of ${calls} calls in the last hour.${timesWords(timeToFirstTokenMs, durationMs)}\n`,
    ),
    ...(availability ? [`Availability: ${availabilitySentence(availability)}.\n`] : []),
    `Prices are USD per million tokens, of ${catalogue.date}.\n`,
    ...(changes ? [showChanges(changes)] : []),
  ].join("\n")
}

function restWords({ until, reason, failures }: ModelsDocument["rests"][number]): string {
  const times = failures === 1 ? "" : `, ${failures} times`
  return `rests until ${until.slice(0, 16).replace("T", " ")} UTC (${printable(reason)}${times})`
}

function percent(share: number | null): string {
  return share === null ? "" : `${Number((share * 100).toFixed(2))} %`
}

type Times = HealthOf["durationMs"]

function timesWords(firstToken: Times, duration: Times): string {
  if (!firstToken || !duration) return ""
  return ` Its first token came after ${Math.round(firstToken.p50)} ms, all of it after ${Math.round(duration.p50)} ms (p50; p95 ${Math.round(duration.p95)} ms).`
}
