// Doctor: whether the ledger opens; with a hard budget and no ledger no paid call is made.
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { withLedger } from "../with-ledger.ts"

export async function checkLedger(context: Context): Promise<Finding[]> {
  try {
    const waiting = await withLedger(context, async (ledger) => (await ledger.unsettled()).length)
    const opens: Finding = { id: "ledger", level: "ok", message: "The ledger opens.", fix: null }
    return waiting === 0 ? [opens] : [opens, unsettled(waiting)]
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [
      {
        id: "ledger",
        level: "fail",
        message,
        fix: "Mend what it names, or set RALEX_LEDGER to another file.",
      },
    ]
  }
}

function unsettled(calls: number): Finding {
  const message = `${calls} ${calls === 1 ? "call has" : "calls have"} no final cost yet and count as spent at most.`
  return { id: "unsettled", level: "warn", message, fix: "Run `ralex reconcile`." }
}
