// Decides what `uninstall` puts back or takes out of a project, without changing anything.
import { isBundle } from "./bundle-banner.ts"
import { isBare, removeRalex } from "./edit-opencode-config.ts"
import { hashBytes, type InstallNote } from "./install-note.ts"
import { parseOpencodeFile, readOpencodeFiles } from "./opencode-config.ts"
import { configPaths, dropInPath } from "./plan-init.ts"
import { type Change, readProjectFile } from "./project-file.ts"

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
  if (file.path === dropInPath) return planDropIn(file.path, current)
  return planEdited(file.path, current, file.original === null)
}

/** What a person wrote stays; only keys that still have Ralex's values go. */
function planEdited(path: string, current: Buffer, madeByInit: boolean): FilePlan {
  const text = removeRalex(parseOpencodeFile(path, current.toString("utf8")))
  const after = madeByInit && isBare(text) ? undefined : Buffer.from(text)
  if (after?.equals(current)) return {}
  return {
    change: { path, before: current, after },
    remark: `${path} was edited since \`ralex init\`; only Ralex's own keys are taken out.`,
  }
}

/** Without a note: Ralex's keys and its one-file plugin go, ralex.yaml is the person's to delete. */
function planUnnoted(project: string, known: Set<string>): FilePlan[] {
  const files = readOpencodeFiles(project).filter(({ path }) => !known.has(path))
  const edits = files.map((file): FilePlan => {
    const after = Buffer.from(removeRalex(file))
    const before = Buffer.from(file.text)
    return after.equals(before) ? {} : { change: { path: file.path, before, after } }
  })
  const dropIn = known.has(dropInPath) ? undefined : readProjectFile(project, dropInPath)
  const configs = configPaths.filter(
    (path) => !known.has(path) && readProjectFile(project, path) !== undefined,
  )
  return [
    ...edits,
    ...(dropIn ? [planDropIn(dropInPath, dropIn)] : []),
    ...configs.map((path) => ({
      remark: `${path} was not written by \`ralex init\` on this machine; it stays.`,
    })),
  ]
}

/** A one-file plugin of another version is still ours. */
function planDropIn(path: string, current: Buffer): FilePlan {
  if (isBundle(current)) return { change: { path, before: current, after: undefined } }
  return { remark: `${path} is not the file that Ralex wrote; it stays.` }
}
