// An instance as the plugin has one, in a throw-away home, with a ledger on the disk and budgets: for steps that are timed
// by themselves.
import type { Instance } from "../../config/index.ts"
import { standaloneInstance } from "../../provider/standalone-instance.ts"
import { KEY } from "../overhead/asks.ts"
import { throwAwayHome } from "../overhead/throw-away-home.ts"

export interface BenchInstance {
  instance: Instance
  stop: () => Promise<void>
}

/** Changes this process's environment. */
export function benchInstance(): BenchInstance {
  const stop = throwAwayHome()
  return { instance: standaloneInstance({ apiKey: KEY }), stop }
}
