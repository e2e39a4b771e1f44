// Decides what `init` changes in a project, without changing anything.

import { UsageError } from "../usage-error.ts"
import { isBundle } from "./bundle-banner.ts"
import { detectVerification } from "./detect-verification.ts"
import { addRalex } from "./edit-opencode-config.ts"
import { missingKeys } from "./fail-closed-keys.ts"
import type { OneFilePlugins } from "./one-file-plugin.ts"
import {
  disablesRalex,
  isOurPlugin,
  mergeOpencodeFiles,
  type OpencodeFile,
  parseOpencodeFile,
  readOpencodeFiles,
} from "./opencode-config.ts"
import { type PackageOrigin, pluginSpec, schemaPath } from "./package-origin.ts"
import { planTui } from "./plan-tui.ts"
import { type Change, readProjectFile } from "./project-file.ts"
import { DEFAULT_LIMITS, type Limits, type Preset, type Profile, ralexYaml } from "./ralex-yaml.ts"

export interface InitRequest {
  project: string
  origin: PackageOrigin
  /** The person's own opencode.json files, which hold for every project. */
  global: OpencodeFile[]
  /** The person's own tui.json files. */
  globalTui: OpencodeFile[]
  /** The files to drop in; undefined when the plugin is named in opencode.json. */
  bundles: OneFilePlugins | undefined
  /** The person's own ralex.yaml sets limits, which this project's must not raise. */
  ownBudgets: boolean
  /** What its ralex.yaml says; left out, yolo. */
  mode?: Preset | undefined
  profile?: Profile | undefined
  /** Left out, the usual ones. */
  limits?: Limits | undefined
}

export interface InitPlan {
  changes: Change[]
  /** Sentences for the person about what was left alone. */
  remarks: string[]
  /** Whether Ralex will work, and nothing will without it. */
  ready: boolean
}

export const dropInPath = ".opencode/plugin/ralex.js"
export const configPaths = ["ralex.yaml", ".opencode/ralex.yaml"]

export function planInit(request: InitRequest): InitPlan {
  const opencode = planOpencodeFile(request)
  const tui = planTuiFor(request)
  const changes = [opencode.change, planRalexYaml(request), planDropIn(request), ...tui.changes]
  return {
    changes: changes.filter((change): change is Change => change !== undefined && !isSame(change)),
    remarks: [
      ...keptWishes(request),
      ...opencode.conflicts.map(conflictSentence),
      ...tui.remarks,
      ...(opencode.disabled ? [disabledSentence] : []),
    ],
    ready: opencode.missing.length === 0 && !opencode.disabled,
  }
}

function conflictSentence(key: string): string {
  return `${key} is already set in this project's opencode.json and stays as it is; without Ralex's value a broken plugin would leave an unguarded agent, so this is not fail-closed. To change that, delete the key and run \`ralex init\` again.`
}

const disabledSentence =
  "disabled_providers in your opencode.json names ralex, so OpenCode leaves Ralex's models out; take it out of the list, then run `ralex init` again."

function planTuiFor(request: InitRequest) {
  const { project, origin, globalTui: global, bundles } = request
  return planTui({ project, origin, global, bundle: bundles?.tui, droppedIn: isDroppedIn(request) })
}

function isDroppedIn({ project, bundles }: InitRequest): boolean {
  const found = readProjectFile(project, dropInPath)
  return bundles !== undefined || (found !== undefined && isBundle(found))
}

function planOpencodeFile(request: InitRequest) {
  const { project, origin, global } = request
  const files = readOpencodeFiles(project)
  const target = files.at(-1) ?? { path: "opencode.json", text: "", value: {} }
  const spec = isDroppedIn(request) || namesPlugin(global) ? undefined : pluginSpec(origin, target.path)
  const { text, conflicts } = addRalex(target, files, spec)
  const edited = parseOpencodeFile(target.path, text)
  const after = [...files.filter(({ path }) => path !== target.path), edited]
  return {
    change: changeOf(target, files, text),
    conflicts,
    missing: missingKeys(mergeOpencodeFiles(after)),
    disabled: disablesRalex(mergeOpencodeFiles([...global, ...after])),
  }
}

function changeOf(target: OpencodeFile, files: OpencodeFile[], text: string): Change {
  const before = files.includes(target) ? Buffer.from(target.text) : undefined
  return { path: target.path, before, after: Buffer.from(text) }
}

function planRalexYaml(request: InitRequest): Change | undefined {
  const { project, origin, ownBudgets, mode, profile, limits = DEFAULT_LIMITS } = request
  const exists = configPaths.some((path) => readProjectFile(project, path) !== undefined)
  if (exists) return undefined
  const verification = detectVerification((path) => textOf(project, path))
  const schema = schemaPath(origin)
  const text = ralexYaml({ schema, verification, mode, profile, limits: ownBudgets ? undefined : limits })
  return { path: "ralex.yaml", before: undefined, after: Buffer.from(text) }
}

/** A file that is there stays as it is, so that what was asked for would be lost without a word. */
function keptWishes({ project, mode, profile }: InitRequest): string[] {
  const kept = configPaths.find((path) => readProjectFile(project, path) !== undefined)
  if (kept === undefined) return []
  const lines = textOf(project, kept)?.split(/\r?\n/) ?? []
  return Object.entries({ mode, profile })
    .filter(([key, value]) => value !== undefined && !lines.includes(`${key}: ${value}`))
    .map(
      ([key, value]) =>
        `${kept} is there already and stays as it is; write \`${key}: ${value}\` into it yourself.`,
    )
}

/** Of a file that is only looked at: what is no plain file says nothing. */
function textOf(project: string, path: string): string | undefined {
  try {
    return readProjectFile(project, path)?.toString()
  } catch {
    return undefined
  }
}

/** @throws {UsageError} where the file would be the second plugin, or would overwrite the person's. */
function planDropIn({ project, global, bundles }: InitRequest): Change | undefined {
  if (bundles === undefined) return undefined
  if (namesPlugin([...global, ...readOpencodeFiles(project)]))
    throw new UsageError(
      "An opencode.json of this project or of yours names the plugin already, and OpenCode would load both; run `ralex uninstall`, or take the plugin line out, then run the command again.",
    )
  const before = readProjectFile(project, dropInPath)
  if (before && !isBundle(before))
    throw new UsageError(`${dropInPath} is not a file of Ralex's; move it away, then run the command again.`)
  return { path: dropInPath, before, after: bundles.server }
}

function namesPlugin(files: OpencodeFile[]): boolean {
  const { plugin } = mergeOpencodeFiles(files)
  return Array.isArray(plugin) && plugin.some(isOurPlugin)
}

function isSame({ before, after }: Change): boolean {
  return before !== undefined && after !== undefined && before.equals(after)
}
