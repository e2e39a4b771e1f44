// `ralex reconcile`: asks OpenRouter what estimated and lost calls really cost, and settles them.
import { applyProfile } from "../../config/index.ts"
import {
  formatUsd,
  keyIdOf,
  modelFinder,
  nanoToUsd,
  openAccount,
  type Reconciliation,
  reconcile as reconcileLedger,
} from "../../ledger/index.ts"
import { configOf, printJson } from "../context.ts"
import type { ReconcileDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { findKeys } from "../find-key.ts"
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
    const config = configOf(context)
    const { values: keys, trouble } = await findKeys(context.environment, config)
    if (keys.length === 0)
      throw new UsageError(
        `There is no OpenRouter key${trouble ? `: ${trouble}` : ""}; run \`opencode auth login\`, or set OPENROUTER_API_KEY.`,
      )
    const baseline = modelFinder(config)(applyProfile(config).baseline)
    const progress = (done: number, of: number) => {
      if (done % SAID_EVERY === 0) context.say(`${done} of ${of} calls looked up.`)
    }
    const { settled, lowered, kept, boundNano, failure } = await withLedger(context, async (ledger) => {
      const found: Reconciliation[] = []
      for (const apiKey of keys) {
        const account = openAccount({ baseUrl, apiKey })
        const keyId = keyIdOf(apiKey)
        found.push(await reconcileLedger({ ledger, account, keyId, now: context.now(), baseline, progress }))
      }
      return together(found)
    })
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

/** Each key settles its own calls; what the last one leaves is left by all. */
function together(found: readonly Reconciliation[]): Reconciliation {
  const { kept = [], boundNano = 0n } = found.at(-1) ?? {}
  return {
    settled: found.reduce((sum, { settled }) => sum + settled, 0),
    lowered: found.reduce((sum, { lowered }) => sum + lowered, 0),
    kept,
    boundNano,
    failure: found.find(({ failure }) => failure !== null)?.failure ?? null,
  }
}

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
