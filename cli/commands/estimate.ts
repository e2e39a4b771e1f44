// `ralex estimate`: what an ask will likely cost with all its model calls, from the user's own turns and priors.
import { RalexError } from "../../config/index.ts"
import { formatUsd, HISTORY_TURNS, type TurnCost } from "../../ledger/index.ts"
import { type Context, configOf, printJson } from "../context.ts"
import type { EstimateDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { makeEstimate } from "../make-estimate.ts"
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
    const config = configOf(context)
    const ask = await readAsk(context, args.prompt, "prompt")
    const document = makeEstimate(ask, config, await readHistory(context))
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
