// Doctor: whether OpenCode will load Ralex in this project, and whether anything works when it does not.
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { findProject } from "../find-project.ts"
import { missingKeys } from "../install/fail-closed-keys.ts"
import {
  disablesRalex,
  isOurPlugin,
  mergeOpencodeFiles,
  readGlobalOpencodeFiles,
  readOpencodeFiles,
} from "../install/opencode-config.ts"
import { namesTuiPlugin, readGlobalTuiFiles, readTuiFiles } from "../install/tui-config.ts"

const disabled: Finding = {
  id: "provider",
  level: "fail",
  message: "disabled_providers names ralex, so OpenCode leaves Ralex's models out.",
  fix: "Take ralex out of disabled_providers in your opencode.json.",
}

const INIT = "Run `ralex init` in this project."

export function checkInstallation(context: Context): Finding[] {
  const project = findProject(context.cwd)
  try {
    const { opencodeConfig } = context.environment.paths
    const global = readGlobalOpencodeFiles(opencodeConfig)
    const merged = mergeOpencodeFiles([...global, ...readOpencodeFiles(project)])
    return [
      checkPlugin(merged.plugin, isDroppedIn(context, project)),
      checkFailClosed(missingKeys(merged)),
      checkTui(namesTuiPlugin([...readGlobalTuiFiles(opencodeConfig), ...readTuiFiles(project)])),
      ...(disablesRalex(merged) ? [disabled] : []),
    ]
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

function checkTui(named: boolean): Finding {
  const id = "tui"
  if (named) return { id, level: "ok", message: "OpenCode's TUI shows what Ralex does.", fix: null }
  const message = "No tui.json names Ralex, so OpenCode's TUI does not show what it does."
  return { id, level: "warn", message, fix: INIT }
}

function isDroppedIn({ environment }: Context, project: string): boolean {
  const folders = [join(project, ".opencode"), environment.paths.opencodeConfig]
  const places = folders.flatMap((folder) => [join(folder, "plugin"), join(folder, "plugins")])
  return places.some((place) => existsSync(join(place, "ralex.js")))
}
