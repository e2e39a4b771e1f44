// `ralex classify`: what the router would make of an ask, and why.
import { z } from "zod"
import { applyProfile, type Routing } from "../../config/index.ts"
import { classify as classifyAsk } from "../../provider/classify.ts"
import { tierOf } from "../../provider/decide.ts"
import { configOf, printJson } from "../context.ts"
import type { ClassifyDocument } from "../contract.ts"
import { defineCommand, jsonArgument, jsonLinesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { answerLines, readAsk } from "../read-ask.ts"

const rowSchema = z.object({ prompt: z.string() })

export const classify = defineCommand({
  name: "classify",
  description: "Class, tier and confidence of an ask; nothing is sent anywhere.",
  args: {
    prompt: { type: "positional", required: false, description: "The ask; else standard input." },
    json: jsonArgument,
    jsonl: jsonLinesArgument,
  },
  run: async (args, context) => {
    const routing = applyProfile(configOf(context))
    if (args.jsonl) return answerLines(context, rowSchema, ({ prompt }) => answer(prompt, routing))
    const found = answer(await readAsk(context, args.prompt, "prompt"), routing)
    const document: ClassifyDocument = { v: 1, ...found }
    if (args.json) printJson(context, document)
    else context.print(sentence(found))
    return exitCode.ok
  },
})

function answer(prompt: string, routing: Routing) {
  const found = classifyAsk(prompt)
  const { confidence, score, reasons } = found
  return { class: found.class, tier: tierOf(found, routing), confidence, score, reasons }
}

function sentence(found: ReturnType<typeof answer>): string {
  const sure = Math.round(found.confidence * 100)
  const need = Math.round(found.score * 100)
  return `${found.class} -> ${found.tier}  (${sure} % sure; ${need} % that a cheap model is not enough)\n${found.reasons
    .map((reason) => `  ${reason}\n`)
    .join("")}`
}
