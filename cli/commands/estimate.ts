// `ralex estimate`: what an ask will likely cost with all its model calls, from the user's own turns and priors.
import { applyProfile, RalexError, type Routing, TIERS, type Tier } from "../../config/index.ts"
import {
  basePromptTokens,
  findModel,
  formatUsd,
  HISTORY_TURNS,
  type Model,
  nanoToUsd,
  predictTurn,
  type TurnCost,
  type TurnPrediction,
} from "../../ledger/index.ts"
import { classify } from "../../provider/classify.ts"
import { decide, modelsOf } from "../../provider/decide.ts"
import { type Context, configOf, printJson } from "../context.ts"
import type { EstimateDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { readAsk } from "../read-ask.ts"
import { showTable } from "../show-table.ts"
import { withLedger } from "../with-ledger.ts"

export const estimate = defineCommand({
  name: "estimate",
  description: "Tier, tokens and cost (p50, p90) that an ask will likely take; nothing is sent anywhere.",
  args: {
    prompt: { type: "positional", required: false, description: "The ask; else standard input." },
    json: jsonArgument,
  },
  run: async (args, context) => {
    const routing = applyProfile(configOf(context))
    const ask = await readAsk(context, args.prompt, "prompt")
    const document = makeEstimate(ask, routing, await readHistory(context))
    if (args.json) printJson(context, document)
    else context.print(forPeople(document))
    return exitCode.ok
  },
})

/** A prediction is no money: without a ledger the shipped priors do. */
async function readHistory(context: Context): Promise<TurnCost[]> {
  try {
    return await withLedger(context, (ledger) => ledger.turnCosts(HISTORY_TURNS))
  } catch (error) {
    if (!RalexError.isInstance(error)) throw error
    context.say(`${error.message} This estimate is made without your own turns.`)
    return []
  }
}

/** Usual for English text and code. */
const BYTES_PER_TOKEN = 4

/** As the provider would decide it for OpenCode's usual agent in a new session. */
function makeEstimate(ask: string, routing: Routing, history: TurnCost[]): EstimateDocument {
  const promptTokens = basePromptTokens + Math.ceil(Buffer.byteLength(ask) / BYTES_PER_TOKEN)
  const size = { promptBytes: promptTokens * BYTES_PER_TOKEN, messages: 2, media: [] }
  const turn = { ask, continuing: false, ...size }
  const outcome = decide({ asked: "auto", agent: "build", turn, routing, findModel, classify })
  const decision = outcome.kind === "decided" ? outcome.decision : undefined
  const first = decision?.candidates.find(({ tier }) => tier !== null)
  if (decision === undefined || !first?.tier)
    throw new RalexError(
      "No model of any tier can take this prompt; shorten it, or name models with a larger context under tiers in ralex.yaml.",
    )
  const modelOf = (tier: Tier) => modelsOf(tier, { routing, findModel, turn })[0]?.model
  const predict = (tier: Tier, model: Model) =>
    predictTurn({ class: decision.class, tier, model, history, modelOf, promptTokens })
  const predicted = predict(first.tier, first.model)
  return {
    v: 1,
    class: decision.class,
    ...costOf(first.tier, first.model, predicted),
    tokens: predicted.tokens,
    basis: {
      turns: predicted.turns.all,
      sameKind: predicted.turns.sameKind,
      prior: predicted.mostlyPrior,
    },
    alternatives: TIERS.flatMap((tier) => {
      const model = modelOf(tier)
      return model ? [costOf(tier, model, predict(tier, model))] : []
    }),
  }
}

function costOf(tier: Tier, model: Model, { p50Nano, p90Nano }: TurnPrediction) {
  return {
    tier,
    model: model.id,
    p50Nano: String(p50Nano),
    p50Usd: nanoToUsd(p50Nano),
    p90Nano: String(p90Nano),
    p90Usd: nanoToUsd(p90Nano),
  }
}

function forPeople(document: EstimateDocument): string {
  const { tokens, basis, alternatives } = document
  const usd = (nano: string) => formatUsd(BigInt(nano))
  const count = (value: number) => Number(value.toPrecision(2)).toLocaleString("en")
  const rows = alternatives.map(({ tier, model, p50Nano, p90Nano }) => [
    tier,
    model,
    usd(p50Nano),
    usd(p90Nano),
  ])
  return [
    `${document.class ?? "an agent's fixed tier"} -> ${document.tier} (${document.model})`,
    `Half of such turns cost less than ${usd(document.p50Nano)}, nine in ten less than ${usd(document.p90Nano)}.`,
    `About ${count(tokens.input)} tokens in (${count(tokens.cached)} of them cached) and ${count(tokens.output)} out.`,
    `From ${basisOf(basis)}.`,
    "",
    showTable(["on", "model", "p50", "p90"], rows),
  ].join("\n")
}

function basisOf({ turns, sameKind, prior }: EstimateDocument["basis"]): string {
  if (turns === 0) return "simulated turns, as there are none of yours to learn from"
  const own = `${sameKind} of your turns like it and ${turns - sameKind} others`
  return prior ? `simulated turns, with ${own}` : `${own}, with simulated ones`
}
