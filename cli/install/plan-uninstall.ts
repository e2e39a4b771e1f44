// Decides what `uninstall` puts back or takes out of a project, without changing anything.
import { bundleBanner, isBundle, tuiBundleBanner } from "./bundle-banner.ts"
import { isBare, removeRalex } from "./edit-opencode-config.ts"
import { hashBytes, type InstallNote } from "./install-note.ts"
import { parseOpencodeFile, readOpencodeFiles } from "./opencode-config.ts"
import { configPaths, dropInPath } from "./plan-init.ts"
import { tuiDropInPath, withoutTui } from "./plan-tui.ts"
import { type Change, readProjectFile } from "./project-file.ts"
import { readTuiFiles } from "./tui-config.ts"

export interface UninstallPlan {
  changes: Change[]
  /** Sentences for the person about what stays. */
  remarks: string[]
}

type NotedFile = InstallNote["files"][number]

/** @param note What `init` found; undefined when this machine has none, as in a fresh clone. */
export function planUninstall(project: string, note: InstallNote | undefined): UninstallPlan {
  const noted = (note?.files ?? []).map((file) => planNoted(project, file))
  const known = new Set(note?.files.map((file) => file.path))
  const plans = [...noted, ...planUnnoted(project, known)]
  return {
    changes: plans.flatMap((plan) => ("change" in plan && plan.change ? [plan.change] : [])),
    remarks: plans.flatMap((plan) => (plan.remark ? [plan.remark] : [])),
  }
}

interface FilePlan {
  change?: Change
  remark?: string
}

function planNoted(project: string, file: NotedFile): FilePlan {
  const current = readProjectFile(project, file.path)
  if (current === undefined) return { remark: `${file.path} is gone since \`ralex init\`; it stays gone.` }
  const original = file.original === null ? undefined : Buffer.from(file.original, "base64")
  if (original?.equals(current)) return {}
  if (!file.edited && hashBytes(current) === file.written)
    return { change: { path: file.path, before: current, after: original } }
  if (file.path.endsWith("ralex.yaml"))
    return {
      remark: `${file.path} was edited since \`ralex init\`; it stays: delete it if you do not need it.`,
    }
  if (file.path in dropIns) return planDropIn(file.path, current)
  return planEdited(file.path, current, original)
}

/** What a person wrote stays; only keys that still have Ralex's values go. */
function planEdited(path: string, current: Buffer, original: Buffer | undefined): FilePlan {
  const before = { text: original?.toString("utf8"), madeByInit: original === undefined }
  const text = withoutRalex(path, current.toString("utf8"), before)
  const after = text === undefined ? undefined : Buffer.from(text)
  if (after?.equals(current)) return {}
  return {
    change: { path, before: current, after },
    remark: `${path} was edited since \`ralex init\`; only Ralex's own keys are taken out.`,
  }
}

interface Before {
  /** What the file said before `init`, where that is known. */
  text: string | undefined
  madeByInit: boolean
}

/** @returns undefined for a file that is to be deleted. */
function withoutRalex(path: string, text: string, before: Before): string | undefined {
  const { madeByInit } = before
  if (/(?:^|\/)tui\.jsonc?$/.test(path)) return withoutTui(path, text, madeByInit)
  const original = before.text === undefined ? undefined : parseOpencodeFile(path, before.text)
  const left = removeRalex(parseOpencodeFile(path, text), original)
  return madeByInit && isBare(left) ? undefined : left
}

/** Without a note: Ralex's keys and its one-file plugin go, ralex.yaml is the person's to delete. */
function planUnnoted(project: string, known: Set<string>): FilePlan[] {
  const files = [...readOpencodeFiles(project), ...readTuiFiles(project)]
  const edits = files
    .filter(({ path }) => !known.has(path))
    .map(({ path, text }): FilePlan => {
      const after = Buffer.from(withoutRalex(path, text, { text: undefined, madeByInit: false }) ?? "")
      const before = Buffer.from(text)
      return after.equals(before) ? {} : { change: { path, before, after } }
    })
  const dropped = Object.keys(dropIns)
    .filter((path) => !known.has(path))
    .flatMap((path) => {
      const current = readProjectFile(project, path)
      return current ? [planDropIn(path, current)] : []
    })
  const configs = configPaths.filter(
    (path) => !known.has(path) && readProjectFile(project, path) !== undefined,
  )
  return [
    ...edits,
    ...dropped,
    ...configs.map((path) => ({
      remark: `${path} was not written by \`ralex init\` on this machine; it stays.`,
    })),
  ]
}

const dropIns: Record<string, string> = { [dropInPath]: bundleBanner, [tuiDropInPath]: tuiBundleBanner }

/** A one-file plugin of another version is still ours. */
function planDropIn(path: string, current: Buffer): FilePlan {
  if (isBundle(current, dropIns[path])) return { change: { path, before: current, after: undefined } }
  return { remark: `${path} is not the file that Ralex wrote; it stays.` }
}
