// `ralex classify`: what the router would make of an ask, and why.
import * as z from "zod"
import { applyProfile, type Config, type Routing } from "../../config/index.ts"
import { formatUsd } from "../../ledger/index.ts"
import { classify as classifyAsk, type Pull, pullsOf } from "../../provider/classify.ts"
import { tierOf } from "../../provider/decide.ts"
import { configOf, printJson } from "../context.ts"
import type { ClassifyDocument, EstimateDocument } from "../contract.ts"
import { defineCommand, jsonArgument, jsonLinesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { makeEstimate } from "../make-estimate.ts"
import { answerLines, readAsk } from "../read-ask.ts"
import { showTable } from "../show-table.ts"

const rowSchema = z.object({ prompt: z.string() })

export const classify = defineCommand({
  name: "classify",
  description: "Class, tier and confidence of an ask; nothing is sent anywhere.",
  args: {
    prompt: { type: "positional", required: false, description: "The ask; else standard input." },
    json: jsonArgument,
    jsonl: jsonLinesArgument,
    explain: {
      type: "boolean",
      default: false,
      description: "Also what pulled to the class, and what each tier's model would likely cost.",
    },
  },
  run: async (args, context) => {
    const config = configOf(context)
    const routing = applyProfile(config)
    if (args.jsonl) return answerLines(context, rowSchema, ({ prompt }) => answer(prompt, routing))
    const prompt = await readAsk(context, args.prompt, "prompt")
    const found = answer(prompt, routing)
    const explained = args.explain ? explain(prompt, found, config) : undefined
    const document: ClassifyDocument = { v: 1, ...found, ...explained }
    if (args.json) printJson(context, document)
    else context.print(explained ? `${sentence(found)}\n${tables(explained)}` : sentence(found))
    return exitCode.ok
  },
})

function answer(prompt: string, routing: Routing) {
  const found = classifyAsk(prompt)
  const { confidence, score, reasons } = found
  return { class: found.class, tier: tierOf(found, routing), confidence, score, reasons }
}

interface Explained {
  pulls: Pull[]
  candidates: EstimateDocument["alternatives"]
}

function explain(prompt: string, found: ReturnType<typeof answer>, config: Config): Explained {
  const { alternatives } = makeEstimate(prompt, config, [])
  return { pulls: pullsOf(prompt, found.class), candidates: alternatives }
}

function tables({ pulls, candidates }: Explained): string {
  const signed = (pull: number) => `${pull > 0 ? "+" : ""}${pull.toFixed(2)}`
  const usd = (nano: string) => formatUsd(BigInt(nano))
  return [
    showTable(
      ["what pulled to the class", "by"],
      pulls.map(({ feature, pull }) => [feature, signed(pull)]),
    ),
    showTable(
      ["on", "model", "p50", "p90"],
      candidates.map(({ tier, model, p50Nano, p90Nano }) => [tier, model, usd(p50Nano), usd(p90Nano)]),
    ),
  ].join("\n")
}

function sentence(found: ReturnType<typeof answer>): string {
  const sure = Math.round(found.confidence * 100)
  const need = Math.round(found.score * 100)
  return `${found.class} -> ${found.tier}  (${sure} % sure; ${need} % that a cheap model is not enough)\n${found.reasons
    .map((reason) => `  ${reason}\n`)
    .join("")}`
}
