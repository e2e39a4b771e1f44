// The keys of the dashboard and the addresses that come of them. The keys lie in Ralex's own folder, where models can
// not read them.
import { createHmac } from "node:crypto"
import { machineKey } from "../../config/index.ts"

export interface DashboardKeys {
  /** Makes one-time links. */
  key: string
  /** Opens /metrics and nothing else: it goes to Prometheus. */
  metricsToken: string
  /**
   * All of the dashboard is below it, the cookie too: a cookie knows no port, and what else listens on this machine
   * must not be sent it.
   */
  path: string
}

export const METRICS_TOKEN_FILE = "metrics-token"

/** @param data Ralex's own folder. */
export function dashboardKeys(data: string): DashboardKeys {
  const key = machineKey(data, "dashboard-key")
  const name = createHmac("sha256", key).update("path").digest("base64url").slice(0, 22)
  return { key, metricsToken: machineKey(data, METRICS_TOKEN_FILE), path: `/d/${name}/` }
}
