// What every view is made of. Types only.
import type { LoadedConfig } from "../../config/index.ts"
import type { Ledger } from "../../ledger/index.ts"

export interface ViewSources {
  ledger: Ledger
  /** Where the ledger lies, without a password, and whether RALEX_LEDGER says so. */
  ledgerAt: { place: string; isNamed: boolean }
  /** The configuration in force, read anew each time: files change. */
  loaded: () => LoadedConfig
  /** The project's root whose settings and limits are shown. */
  project: string
  now: () => Date
  version: string
}
