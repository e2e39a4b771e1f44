// What happened and what it cost. Money fails closed before a call: what can not be counted is not spent; no row
// is lost.
export { atUtc } from "./alerts/at-utc.ts"
export { type AlertCauses, dueAlerts } from "./alerts/due-alerts.ts"
export { nameLimit } from "./alerts/name-limit.ts"
export { flushAlerts } from "./alerts/pending-alerts.ts"
export { raiseAlerts } from "./alerts/raise-alerts.ts"
export { saidAlerts } from "./alerts/said-alerts.ts"
export { alertTotalsSince } from "./alerts/spike-alert.ts"
export { auditKey } from "./audit-key.ts"
export { finishBackground, inBackground, pauseInBackground } from "./background.ts"
export { makeBlockReport } from "./block-report.ts"
export { boundOf, type PromptSize } from "./bound.ts"
export { type BudgetRow, readBudgetRows } from "./budget-rows.ts"
export { catalogueSource, findModel, type Model, toolModels } from "./catalogue.ts"
export { type CatalogueChange, catalogueChanges, type ListPrice } from "./catalogue-changes.ts"
export { csvCell } from "./csv-cell.ts"
export { dearTurnSentence } from "./dear-turn-sentence.ts"
export { type Forecast, forecastDocument, forecastOf } from "./forecast.ts"
export {
  AVAILABILITY_OBJECTIVE,
  type Availability,
  type HealthOf,
  type HealthReport,
  readHealth,
} from "./health-report.ts"
export { type Histogram, percentile, timesIn } from "./histogram.ts"
export { holdMoney } from "./hold-money.ts"
export { auditBooks, keepHouse } from "./keep-house.ts"
export { keyIdOf } from "./key-id.ts"
export type * from "./ledger.ts"
export { readMetrics } from "./metrics/read-metrics.ts"
export type { Tallies } from "./metrics/tally.ts"
export type { TryBefore } from "./metrics/try-before.ts"
export { momentOf } from "./moment-of.ts"
export { costOfTokens, formatUsd, nanoToUsd, usdToNano } from "./money.ts"
export { openBooks } from "./open-books.ts"
export { openLedger } from "./open-ledger.ts"
export { overBudgetSentence } from "./over-budget-sentence.ts"
export { modelFinder, ownModels } from "./own-models.ts"
export type * from "./permit.ts"
export { isDearTurn, limitStrainedBy } from "./predict-dear-turn.ts"
export { basePromptTokens, usualTurn, writesCost } from "./predict-priors.ts"
export { HISTORY_TURNS, predictTurn, type TurnPrediction } from "./predict-turn.ts"
export { cacheSavingOf, costOf, priceAt } from "./prices.ts"
export { readReport } from "./read-report.ts"
export { recentTurnCosts } from "./recent-turn-costs.ts"
export { type Reconciliation, reconcile } from "./reconcile.ts"
export { redact } from "./redact.ts"
export {
  type Percentiles,
  percentiles,
  type Report,
  type ReportGroup,
  type ReportTotals,
  reportGroups,
  reportTotals,
} from "./report.ts"
export { logCall } from "./request-log/log-call.ts"
export { callEntrySchema, type LogEntry } from "./request-log/log-entry.ts"
export { logVerdict } from "./request-log/log-verdict.ts"
export { logFiles, readEntries } from "./request-log/read-entries.ts"
export { logsContent } from "./request-log/write-entry.ts"
export { endSummary } from "./run-summary/keep-summary.ts"
export type { Found } from "./secrets/find-secrets.ts"
export { holdsSecret } from "./secrets/holds-secret.ts"
export { mapStrings } from "./secrets/map-strings.ts"
export { type MaskedText, type Masking, maskText } from "./secrets/mask-text.ts"
export { noteMasked } from "./secrets/note-masked.ts"
export { PLACEHOLDER_NOTE } from "./secrets/placeholder.ts"
export { secretsIn } from "./secrets/secrets-in.ts"
export { type Seen, tellSecrets } from "./secrets/tell-secrets.ts"
export { setAsideFiles } from "./set-aside-files.ts"
export { settleSurely } from "./settle-surely.ts"
export { sharedLedger } from "./shared-ledger.ts"
export { liftOf } from "./standings.ts"
export { exportCall } from "./telemetry/export-call.ts"
export { tooManyCallsSentence } from "./too-many-calls-sentence.ts"
export { totalsOfCall } from "./totals.ts"
export { type AccountAnswer, openAccount } from "./upstream-account.ts"
export * from "./verdict-row.ts"
export { type SpendSeen, watchSpend } from "./watch-spend.ts"
export { isWindowScope, windowOf } from "./windows.ts"
