// Doctor: whether the ledger opens, is whole and settled, and what it was said of it; with a hard budget and no ledger no
// paid call is made.
import { type AlertRow, type Ledger, type SealReport, saidAlerts, setAsideFiles } from "../../ledger/index.ts"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { withLedger } from "../with-ledger.ts"

/** Nothing is so old: this only takes the right to write, and gives it back. */
const THE_BEGINNING = new Date(0)

const DAY_MS = 24 * 60 * 60 * 1000

export async function checkLedger(context: Context): Promise<Finding[]> {
  const address = context.environment.ledger
  try {
    const found = await withLedger(context, (ledger) => examine(ledger, context.now()), { lookThrough: true })
    return [...found, ...setAside(setAsideFiles(address))]
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const fix = "Mend what it names, or set RALEX_LEDGER to another ledger."
    return [{ id: "ledger", level: "fail", message, fix }, ...setAside(setAsideFiles(address))]
  }
}

async function examine(ledger: Ledger, now: Date): Promise<Finding[]> {
  await ledger.prune(THE_BEGINNING)
  const waiting = (await ledger.unsettled()).length
  const alerts = saidAlerts(await ledger.alerts(new Date(now.getTime() - DAY_MS)))
  return [
    { id: "ledger", level: "ok", message: "The ledger is sound and can be written.", fix: null },
    seals(await ledger.verify(true)),
    ...(waiting === 0 ? [] : [unsettled(waiting)]),
    ...lastDay(alerts),
  ]
}

function seals(report: SealReport): Finding {
  const id = "seals"
  if (report.kind === "whole") {
    const message = `Nothing but Ralex changed its money rows (${report.checked} looked at).`
    return { id, level: "ok", message, fix: null }
  }
  return {
    id,
    level: "fail",
    message: `The ledger was changed by something other than Ralex (${report.reason}), so budgets may count too little.`,
    fix: "Compare `ralex report` with openrouter.ai/activity. If you put a backup there yourself, delete the file that ends in .seal beside it; else put one there, or move the ledger away to begin anew.",
  }
}

function setAside(files: string[]): Finding[] {
  const newest = files.at(-1)
  if (newest === undefined) return []
  const others = files.length === 1 ? "" : ` (and ${files.length - 1} before)`
  return [
    {
      id: "set-aside",
      level: "warn",
      message: `A damaged ledger was set aside as ${newest}${others}; what it counted counts against no budget.`,
      fix: "Put a backup in the ledger's place if you have one; delete the damaged file when you need it no more.",
    },
  ]
}

function unsettled(calls: number): Finding {
  const message = `${calls} ${calls === 1 ? "call has" : "calls have"} no final cost yet and count as spent at most.`
  return { id: "unsettled", level: "warn", message, fix: "Run `ralex reconcile`." }
}

function lastDay(alerts: AlertRow[]): Finding[] {
  const newest = alerts.at(-1)
  if (newest === undefined) return []
  const serious = alerts.some(({ level }) => level !== "info")
  const many = alerts.length === 1 ? "One alert" : `${alerts.length} alerts`
  const message = `${many} in the last day${alerts.length === 1 ? "" : ", the newest"}: ${newest.text}`
  return [
    { id: "alerts", level: serious ? "warn" : "ok", message, fix: "`ralex log` shows when each was said." },
  ]
}
