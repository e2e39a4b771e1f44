// Doctor: whether OpenCode, started in the project, really loads the plugin, and what its configuration is once all of its
// sources are merged: files, environment, a company's settings.
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { findProject } from "../find-project.ts"
import { missingKeys } from "../install/fail-closed-keys.ts"
import {
  disablesRalex,
  isObject,
  isOurPlugin,
  mergeOpencodeFiles,
  readGlobalOpencodeFiles,
  readOpencodeFiles,
} from "../install/opencode-config.ts"
import { askOpencode, findOpencode } from "./find-opencode.ts"
import { projectCode } from "./project-code.ts"

/** The first start fetches OpenCode's own library from npm. */
const START_MS = 90_000

type Values = Record<string, unknown>

/** @param load Also where the project has code of its own that OpenCode would run. */
export async function checkLoaded(context: Context, load: boolean): Promise<Finding[]> {
  const project = findProject(context.cwd)
  const program = findOpencode(context)
  const written = readWritten(context, project)
  if (program === undefined || written === undefined) return [] // found already
  const foreign = load ? [] : projectCode(context, project)
  if (foreign.length > 0) return [notTried(foreign)]
  const merged = await readMerged(context, program, project)
  if (merged === undefined) return [silent]
  return [loadedFinding(merged), ...mergedFindings(merged, written), ...laterPlugins(merged)]
}

function readWritten(context: Context, project: string): Values | undefined {
  try {
    const global = readGlobalOpencodeFiles(context.environment.paths.opencodeConfig)
    return mergeOpencodeFiles([...global, ...readOpencodeFiles(project)])
  } catch {
    return undefined
  }
}

/** Keys are kept from it, it asks no registry again and again, and git of a stranger's repository starts no program. */
const CAREFUL = {
  npm_config_fetch_retries: "0",
  npm_config_fetch_timeout: "20000",
  OPENCODE_DISABLE_AUTOUPDATE: "1",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "core.fsmonitor",
  GIT_CONFIG_VALUE_0: "false",
}

async function readMerged(context: Context, program: string, cwd: string): Promise<Values | undefined> {
  const question = { words: ["debug", "config"], cwd, timeoutMs: START_MS, env: CAREFUL }
  const said = await askOpencode(program, context, question)
  try {
    const merged: unknown = JSON.parse(said ?? "")
    return isObject(merged) ? merged : undefined
  } catch {
    return undefined
  }
}

function notTried(foreign: string[]): Finding {
  const message = `Whether OpenCode loads the plugin was not tried, since it would run code of this project too: ${foreign.join(", ")}.`
  return { id: "loaded", level: "warn", message, fix: "Run `ralex doctor --load` if you trust that code." }
}

const silent: Finding = {
  id: "loaded",
  level: "fail",
  message: "`opencode debug config` fails in this project, or does not end.",
  fix: "Run it here yourself, and mend what it names.",
}

/** The healthy plugin puts the module it was loaded from in the provider's place. */
function loadedFinding({ provider }: Values): Finding {
  const ralex = isObject(provider) && isObject(provider.ralex) ? provider.ralex : {}
  const id = "loaded"
  if (typeof ralex.npm === "string" && ralex.npm.startsWith("file:"))
    return { id, level: "ok", message: `OpenCode loads the plugin, from ${ralex.npm}.`, fix: null }
  const message = "OpenCode starts in this project without Ralex's plugin, whatever opencode.json says."
  return { id, level: "fail", message, fix: "Install opencode-ralex again, then run `ralex init`." }
}

/** What the files say is judged elsewhere; here only what they do not decide. */
function mergedFindings(merged: Values, written: Values): Finding[] {
  const before = missingKeys(written)
  const overruled = missingKeys(merged).filter((key) => key !== "provider.ralex" && !before.includes(key))
  const id = "merged"
  const fix =
    "Look at OPENCODE_CONFIG, OPENCODE_CONFIG_CONTENT, OPENCODE_CONFIG_DIR and your company's settings; `opencode debug config` shows the outcome."
  if (disablesRalex(merged) && !disablesRalex(written))
    return [
      { id, level: "fail", message: "Something beside opencode.json disables the provider ralex.", fix },
    ]
  if (overruled.length === 0)
    return [
      { id, level: "ok", message: "OpenCode's configuration, merged, is what its files say.", fix: null },
    ]
  const message = `Something beside opencode.json overrules ${overruled.join(", ")}, so this is not fail-closed.`
  return [{ id, level: "warn", message, fix }]
}

/** Hooks run in the order of this list, and each can change the arguments that Ralex has judged. */
function laterPlugins({ plugin }: Values): Finding[] {
  const entries: unknown[] = Array.isArray(plugin) ? plugin : []
  const place = entries.findLastIndex(isOurPlugin)
  const later =
    place === -1 ? [] : entries.slice(place + 1).map((entry) => (Array.isArray(entry) ? entry[0] : entry))
  if (later.length === 0) return []
  const message = `Plugins that run after Ralex could change a command once it is judged: ${later.join(", ")}.`
  return [
    {
      id: "plugin-order",
      level: "warn",
      message,
      fix: "Put opencode-ralex last in the plugin list of opencode.json.",
    },
  ]
}
