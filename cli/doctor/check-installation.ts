// Doctor: whether OpenCode will load Ralex in this project, and whether anything works when it does not.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { findProject } from "../find-project.ts"
import { missingKeys } from "../install/fail-closed-keys.ts"
import {
  isOurPlugin,
  mergeOpencodeFiles,
  type OpencodeFile,
  parseOpencodeFile,
  readOpencodeFiles,
} from "../install/opencode-config.ts"

const INIT = "Run `ralex init` in this project."

export function checkInstallation(context: Context): Finding[] {
  const project = findProject(context.cwd)
  try {
    const global = readGlobalFiles(context.environment.paths.opencodeConfig)
    const merged = mergeOpencodeFiles([...global, ...readOpencodeFiles(project)])
    return [checkPlugin(merged.plugin, isDroppedIn(context, project)), checkFailClosed(missingKeys(merged))]
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [{ id: "plugin", level: "fail", message, fix: "Mend the file." }]
  }
}

function checkPlugin(plugins: unknown, droppedIn: boolean): Finding {
  const named = Array.isArray(plugins) && plugins.some(isOurPlugin)
  if (named && droppedIn) {
    const message = "The plugin is both named in opencode.json and dropped in, so it would be loaded twice."
    return {
      id: "plugin",
      level: "fail",
      message,
      fix: "Delete one: the plugin line, or .opencode/plugin/ralex.js.",
    }
  }
  if (named || droppedIn)
    return { id: "plugin", level: "ok", message: "OpenCode loads the plugin in this project.", fix: null }
  return { id: "plugin", level: "fail", message: "OpenCode does not load Ralex in this project.", fix: INIT }
}

function checkFailClosed(missing: string[]): Finding {
  const id = "fail-closed"
  if (missing.length === 0)
    return { id, level: "ok", message: "If the plugin breaks, no agent works on your key.", fix: null }
  const message = `Not fail-closed: ${missing.join(", ")} in opencode.json would let an unguarded agent work if the plugin breaks.`
  return { id, level: "warn", message, fix: INIT }
}

function isDroppedIn({ environment }: Context, project: string): boolean {
  const folders = [join(project, ".opencode"), environment.paths.opencodeConfig]
  const places = folders.flatMap((folder) => [join(folder, "plugin"), join(folder, "plugins")])
  return places.some((place) => existsSync(join(place, "ralex.js")))
}

/** The person's own files, which may well be links into a dotfiles folder. */
function readGlobalFiles(folder: string): OpencodeFile[] {
  const paths = ["config.json", "opencode.json", "opencode.jsonc"].map((name) => join(folder, name))
  return paths
    .filter((path) => existsSync(path))
    .map((path) => parseOpencodeFile(path, readFileSync(path, "utf8")))
}
