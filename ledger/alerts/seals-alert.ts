// The alert that somebody or something changed the ledger's money rows behind its back: said once a day.
import type { SealReport } from "../ledger.ts"
import { alertKey } from "./alert-key.ts"
import { alertText } from "./alert-text.ts"
import type { DueAlert } from "./due-alert.ts"

export function sealsAlert(report: SealReport, at: Date): DueAlert[] {
  if (report.kind === "whole") return []
  const text = alertText(
    `Ralex: the ledger was changed by something other than Ralex (${report.reason}), so its budgets may count too ` +
      "little. Compare `ralex report` with openrouter.ai/activity, and see `ralex doctor`.",
  )
  const key = alertKey("seals", at.toISOString().slice(0, 10))
  return [{ row: { key, at, level: "error", text }, silent: false }]
}
