// What happened and what it cost. Money fails closed before a call: what can not be counted is not spent; no row
// is lost.
export { boundOf, type PromptSize } from "./bound.ts"
export { type BudgetStatus, budgetStatus } from "./budgets.ts"
export { catalogueSource, findModel, type Model, type Price, toolModels } from "./catalogue.ts"
export type * from "./ledger.ts"
export { costOfTokens, formatUsd, nanoToUsd, usdToNano } from "./money.ts"
export { type Books, limitsOf, openBooks } from "./open-books.ts"
export { openLedger } from "./open-ledger.ts"
export { overBudgetSentence } from "./over-budget-sentence.ts"
export { costOf } from "./prices.ts"
export { type Reconciliation, reconcile } from "./reconcile.ts"
export { redact } from "./redact.ts"
export { makeReport, type Report, type ReportGroup, type ReportTotals, reportGroups } from "./report.ts"
export { sharedLedger } from "./shared-ledger.ts"
export {
  type AccountFailure,
  type KeyStatus,
  openAccount,
  type UpstreamAccount,
} from "./upstream-account.ts"
export { isWindowScope, type Window, type WindowScope, windowOf } from "./windows.ts"
