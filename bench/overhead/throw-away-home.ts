// A home for one run, with budgets that never stand in the way, for what is measured as a person has it.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { finishBackground } from "../../ledger/index.ts"

/** Changes this process's environment. @returns what removes the home, once all is written that is under way. */
export function throwAwayHome(): () => Promise<void> {
  const home = mkdtempSync(join(tmpdir(), "ralex-bench-"))
  Object.assign(process.env, {
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    XDG_STATE_HOME: home,
    RALEX_BUDGET_DAILY: "1000000",
    RALEX_BUDGET_SESSION: "1000000",
  })
  return async () => {
    await finishBackground()
    rmSync(home, { recursive: true, force: true })
  }
}
