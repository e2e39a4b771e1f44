// A place for the real opencode binary that shares nothing with the person's own: home, XDG directories, no registry.
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { dirname, join } from "node:path"
import manifest from "../package.json"

export interface ThrowAwayMachine {
  root: string
  home: string
  config: string
  data: string
  project: string
  env: Record<string, string>
}

export function throwAwayMachine(name: string): ThrowAwayMachine {
  // Not below /tmp, where the rules let anything be deleted, nor below the checkout, whose node_modules would be found.
  const machines = join(homedir(), ".cache", "ralex")
  mkdirSync(machines, { recursive: true })
  const root = realpathSync(mkdtempSync(join(machines, `${name}-`)))
  const [home, config, data, project] = ["home", "config", "data", "project"].map((folder) =>
    join(root, folder),
  )
  if (!home || !config || !data || !project) throw new Error("unreachable")
  for (const folder of [home, config, data, project]) mkdirSync(folder)
  skipInstall(join(config, "opencode"))
  return { root, home, config, data, project, env: environment({ root, home, config, data }) }
}

function environment(at: {
  root: string
  home: string
  config: string
  data: string
}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    TERM: process.env.TERM ?? "dumb",
    HOME: at.home,
    XDG_CONFIG_HOME: at.config,
    XDG_DATA_HOME: at.data,
    XDG_CACHE_HOME: join(at.root, "cache"),
    XDG_STATE_HOME: join(at.root, "state"),
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    npm_config_fetch_retries: "0",
  }
}

/** OpenCode 1.18 starts without asking a registry where a lock file says that its own package is there. */
export function skipInstall(folder: string): void {
  const pinned = manifest.devDependencies["@opencode-ai/plugin"]
  const lock = { packages: { "": { dependencies: { "@opencode-ai/plugin": pinned } } } }
  mkdirSync(join(folder, "node_modules"), { recursive: true })
  writeAt(join(folder, "package-lock.json"), JSON.stringify(lock))
}

export function writeAt(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
