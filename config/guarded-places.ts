// What of this machine the safety rules protect and how its paths resolve: the same for the plugin and `ralex check`.
import { existsSync } from "node:fs"
import type { Environment } from "./environment.ts"
import { resolveLink } from "./resolve-link.ts"
import { secretNames } from "./upstream-keys.ts"

interface GuardedPlaces {
  home: string
  /** Folders for temporary files. */
  temp: string[]
  /** Absolute paths that belong to Ralex and to OpenCode. */
  protected: {
    ralexData: string[]
    ralexConfig: string[]
    opencodeData: string[]
    opencodeConfig: string[]
  }
  secretVariables: string[]
  resolveLink: (path: string) => string
  exists: (path: string) => boolean
}

/** @param temporary The person's own folder for temporary files (TMPDIR). */
export function guardedPlaces({ paths, ledger }: Environment, temporary: string): GuardedPlaces {
  return {
    home: paths.home,
    temp: [...new Set(["/tmp", "/var/tmp", temporary])],
    protected: {
      ralexData: [paths.data, ...ledgerFiles(ledger)],
      ralexConfig: [paths.configDirectory, paths.userConfig],
      opencodeData: [paths.opencodeData],
      opencodeConfig: [paths.opencodeConfig],
    },
    secretVariables: secretNames(),
    resolveLink,
    exists: existsSync,
  }
}

/** The file of a ledger that is one (`sqlite:/path`, or another store's `name:/path`). */
function ledgerFiles(address: string): string[] {
  const file = /^[a-z]+:(?:\/\/(?=\/))?(\/.*)$/.exec(address)?.[1]
  return file === undefined ? [] : [file]
}
