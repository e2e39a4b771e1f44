// Decides what `init` and `uninstall` change so that OpenCode's TUI shows Ralex, without changing anything.
import { isBundle, tuiBundleBanner } from "./bundle-banner.ts"
import { addPlugin, isBare, removePlugins, setKey } from "./edit-opencode-config.ts"
import { type OpencodeFile, parseOpencodeFile } from "./opencode-config.ts"
import { type PackageOrigin, tuiPluginSpec } from "./package-origin.ts"
import { type Change, readProjectFile } from "./project-file.ts"
import { isOurTuiPlugin, namesTuiPlugin, readTuiFiles } from "./tui-config.ts"

export interface TuiRequest {
  project: string
  origin: PackageOrigin
  /** The person's own tui.json files, which hold for every project. */
  global: OpencodeFile[]
  /** The one file to drop in; undefined when the package is named. */
  bundle: Buffer | undefined
  /** The plugin itself is a file dropped in, now or before. */
  droppedIn: boolean
}

export interface TuiPlan {
  changes: Change[]
  /** Sentences for the person about what was left alone. */
  remarks: string[]
}

/** In a folder that OpenCode does not search, and that the safety rules keep models out of. */
export const tuiDropInPath = ".opencode/plugin/tui/ralex-tui.js"

const SCHEMA = "https://opencode.ai/tui.json"

/** Nothing fails without it: the agent works the same, only unseen. */
export function planTui(request: TuiRequest): TuiPlan {
  const { project, bundle } = request
  const found = readProjectFile(project, tuiDropInPath)
  if (bundle && found && !isBundle(found, tuiBundleBanner))
    return {
      changes: [],
      remarks: [`${tuiDropInPath} is not a file of Ralex's and stays; the TUI will not show Ralex.`],
    }
  const file = bundle ? [{ path: tuiDropInPath, before: found, after: bundle }] : []
  // A file that was dropped in by a version without this one has nothing to name.
  const isThere = bundle !== undefined || found !== undefined || !request.droppedIn
  const line = isThere ? planTuiFile(request) : { changes: [], remarks: [] }
  return { changes: [...file, ...line.changes], remarks: line.remarks }
}

function planTuiFile({ project, origin, global, droppedIn }: TuiRequest): TuiPlan {
  const files = readTuiFiles(project)
  const target = files.at(-1) ?? { path: "tui.json", text: "", value: {} }
  if (namesTuiPlugin([...global, ...files])) return { changes: [], remarks: [] }
  const { plugin } = target.value
  if (plugin !== undefined && !Array.isArray(plugin))
    return {
      changes: [],
      remarks: [`plugin in ${target.path} is no list and stays as it is, so the TUI will not show Ralex.`],
    }
  const spec = droppedIn ? dropInSpec(target.path) : tuiPluginSpec(origin, target.path)
  const whole = target.text.trim() === "" ? "{}\n" : target.text
  const text = target.value.$schema === undefined ? setKey(whole, ["$schema"], SCHEMA) : whole
  const before = files.includes(target) ? Buffer.from(target.text) : undefined
  return {
    changes: [{ path: target.path, before, after: Buffer.from(addPlugin(text, target, spec)) }],
    remarks: [],
  }
}

function dropInSpec(configPath: string): string {
  return configPath.startsWith(".opencode/")
    ? `./${tuiDropInPath.slice(".opencode/".length)}`
    : `./${tuiDropInPath}`
}

/** The text of a tui.json without Ralex. @returns undefined where nothing of the person's is left in it. */
export function withoutTui(path: string, text: string, madeByInit: boolean): string | undefined {
  const left = removePlugins(parseOpencodeFile(path, text), isOurTuiPlugin)
  return madeByInit && isBare(left) ? undefined : left
}
