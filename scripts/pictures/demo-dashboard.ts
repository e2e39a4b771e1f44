// A dashboard over the demo's ledger, for pictures, browser tests and benches.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { loadConfig, readEnvironment } from "../../config/index.ts"
import { dashboardKeys, makeLoginCode, pageText, startDashboard } from "../../dashboard/index.ts"
import { type Ledger, openLedger } from "../../ledger/index.ts"

export interface DemoDashboard {
  ledger: Ledger
  address: string
  /** The person's own ralex.yaml. */
  userConfig: string
  /** Of the page, without a way in. */
  url: string
  /** Another one each time. */
  link: () => string
  stop: () => Promise<void>
}

/** @param fill Writes what is shown. */
export async function openDemoDashboard(
  fill: (ledger: Ledger, address: string) => Promise<void>,
): Promise<DemoDashboard> {
  const home = mkdtempSync(join(tmpdir(), "ralex-demo-"))
  const environment = readEnvironment({ HOME: home })
  const { userConfig, data } = environment.paths
  mkdirSync(dirname(userConfig), { recursive: true })
  writeFileSync(userConfig, "budgets:\n  session: 2\n  daily: 5\n  weekly: 20\n")
  const project = "/home/ada/shop"
  const address = `sqlite:${join(home, "ledger.db")}`
  const ledger = await openLedger(address)
  await fill(ledger, address)
  const keys = dashboardKeys(data)
  const server = startDashboard({
    sources: {
      ...{ ledger, ledgerAt: { place: "sqlite:~/.local/share/ralex/ledger.db", isNamed: false }, project },
      ...{ loaded: () => loadConfig({ environment, project }), now: () => new Date(), version: "0.1.0" },
    },
    ...{ keys, host: "127.0.0.1", port: 0, page: await pageText() },
  })
  const url = `${server.origin}${keys.path}`
  return {
    ...{ ledger, address, userConfig, url },
    link: () => `${url}login?code=${makeLoginCode({ key: keys.key, run: server.run }, Date.now() + 600_000)}`,
    stop: async () => {
      await server.stop()
      await ledger.close()
      rmSync(home, { recursive: true })
    },
  }
}
