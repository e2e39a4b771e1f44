// The alerts that a person was told: not those claimed along with a higher one, nor the claims of daily tasks.
import type { AlertRow } from "../ledger.ts"

const LEVELS: AlertRow["level"][] = ["info", "warning", "error"]

/** Several thresholds passed at once were said in one sentence, that of the highest; a claimed task has no sentence. */
export function saidAlerts(alerts: AlertRow[]): AlertRow[] {
  const said = new Map<string, AlertRow>()
  for (const alert of alerts.filter(({ text }) => text !== "")) {
    const other = said.get(idOf(alert))
    if (!other || rank(alert) > rank(other)) said.set(idOf(alert), alert)
  }
  return [...said.values()]
}

/** Of what was said, whoever claimed it. */
function idOf({ at, text }: AlertRow): string {
  return `${at.getTime()} ${text}`
}

function rank({ level }: AlertRow): number {
  return LEVELS.indexOf(level)
}
