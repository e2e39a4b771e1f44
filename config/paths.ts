// Where Ralex keeps things, by the XDG base directory specification.
import { join } from "node:path"

export interface Paths {
  home: string
  /** `$XDG_CONFIG_HOME/ralex/ralex.yaml`, or the file that RALEX_CONFIG names. */
  userConfig: string
  /** RALEX_CONFIG named it, so it must be there. */
  userConfigNamed: boolean
  /** `$XDG_DATA_HOME/ralex`: ledger, trust, notes of `ralex init`. */
  data: string
  /** The request log. */
  log: string
  /** `$XDG_CACHE_HOME/ralex`: what models may read, and what can be lost. */
  cache: string
  configDirectory: string
  trust: string
  /** OpenCode's own directories, which hold its stored logins and its plugins. */
  opencodeData: string
  opencodeConfig: string
}

export function pathsOf(variables: Record<string, string | undefined>): Paths {
  const home = variables.HOME ?? variables.USERPROFILE ?? "/"
  const configHome = variables.XDG_CONFIG_HOME || join(home, ".config")
  const dataHome = variables.XDG_DATA_HOME || join(home, ".local", "share")
  const data = join(dataHome, "ralex")
  return {
    home,
    userConfig: variables.RALEX_CONFIG || join(configHome, "ralex", "ralex.yaml"),
    userConfigNamed: Boolean(variables.RALEX_CONFIG),
    configDirectory: join(configHome, "ralex"),
    data,
    log: join(data, "log"),
    cache: join(variables.XDG_CACHE_HOME || join(home, ".cache"), "ralex"),
    trust: join(data, "trust.json"),
    opencodeData: join(dataHome, "opencode"),
    opencodeConfig: join(configHome, "opencode"),
  }
}
