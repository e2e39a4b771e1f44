// `ralex reconcile`: asks OpenRouter what estimated and lost calls really cost, and settles them.
import { applyProfile } from "../../config/index.ts"
import {
  findModel,
  formatUsd,
  keyIdOf,
  nanoToUsd,
  openAccount,
  reconcile as reconcileLedger,
} from "../../ledger/index.ts"
import { configOf, printJson } from "../context.ts"
import type { ReconcileDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { findKey } from "../find-key.ts"
import { showTable } from "../show-table.ts"
import { UsageError } from "../usage-error.ts"
import { withLedger } from "../with-ledger.ts"

/** Some seconds' work, over a network. */
const SAID_EVERY = 80

export const reconcile = defineCommand({
  name: "reconcile",
  description: "Settle calls whose cost is not known with what OpenRouter says they cost.",
  args: { json: jsonArgument },
  run: async (args, context) => {
    const { baseUrl } = context.environment
    const key = findKey(context.environment)
    if (key === undefined)
      throw new UsageError(
        "There is no OpenRouter key; run `opencode auth login`, or set OPENROUTER_API_KEY.",
      )
    const baseline = findModel(applyProfile(configOf(context)).baseline)
    const account = openAccount({ baseUrl, apiKey: key.value })
    const keyId = keyIdOf(key.value)
    const progress = (done: number, of: number) => {
      if (done % SAID_EVERY === 0) context.say(`${done} of ${of} calls looked up.`)
    }
    const { settled, lowered, kept, boundNano, failure } = await withLedger(context, (ledger) =>
      reconcileLedger({ ledger, account, keyId, now: context.now(), baseline, progress }),
    )
    const document: ReconcileDocument = {
      v: 1,
      settled,
      lowered,
      kept: kept.length,
      keptCalls: kept.map((call) => ({
        id: call.id,
        generationId: call.generationId,
        boundNano: String(call.boundNano),
        boundUsd: nanoToUsd(call.boundNano),
      })),
      boundNano: String(boundNano),
      boundUsd: nanoToUsd(boundNano),
      failure: failure?.message ?? null,
    }
    if (args.json) printJson(context, document)
    else context.print(forPeople(document))
    if (failure) context.say(failure.message)
    return failure ? exitCode.failed : exitCode.ok
  },
})

function forPeople({ settled, lowered, kept, keptCalls, boundNano }: ReconcileDocument): string {
  const by = lowered === 0 ? "" : ` ${lowered} count for less, by the total of the key.`
  if (kept === 0) return `${settled} settled.${by}\n`
  const left = ` ${kept} without a known cost still count as ${formatUsd(BigInt(boundNano))} at most:`
  const rows = keptCalls.map(({ id, generationId, boundNano: bound }) => [
    id,
    generationId ?? "no generation",
    formatUsd(BigInt(bound)),
  ])
  return `${settled} settled.${by}${left}\n${showTable(["call", "generation", "at most"], rows)}\n`
}
