// The dashboard: a page of this machine about what is in the ledger. It reads, and changes nothing.
export { pageText } from "./page-text.ts"
export { makeLoginCode } from "./server/login-code.ts"
export { openBrowser, openerOf } from "./server/open-browser.ts"
export { dashboardKeys, METRICS_TOKEN_FILE } from "./server/places.ts"
export { findRunning, forgetRunning, noteRunning, type Running, runningFile } from "./server/running.ts"
export { DEFAULT_HOST, DEFAULT_PORT, isLoopback, startDashboard } from "./server/start-dashboard.ts"
