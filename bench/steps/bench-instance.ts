// An instance as the plugin has one, in a throw-away home, with a ledger on the disk and budgets: for steps that are timed
// by themselves.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Instance } from "../../config/index.ts"
import { finishBackground } from "../../ledger/index.ts"
import { standaloneInstance } from "../../provider/standalone-instance.ts"
import { KEY } from "../overhead/asks.ts"

export interface BenchInstance {
  instance: Instance
  stop: () => Promise<void>
}

/** Changes this process's environment. */
export function benchInstance(): BenchInstance {
  const home = mkdtempSync(join(tmpdir(), "ralex-steps-"))
  Object.assign(process.env, {
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_STATE_HOME: home,
    RALEX_BUDGET_DAILY: "1000000",
    RALEX_BUDGET_SESSION: "1000000",
  })
  const instance = standaloneInstance({ apiKey: KEY })
  const stop = async () => {
    await finishBackground()
    rmSync(home, { recursive: true, force: true })
  }
  return { instance, stop }
}
