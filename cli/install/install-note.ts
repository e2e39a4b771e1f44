// What `init` found before it wrote, kept in the user's data directory so that `uninstall` can put it back.
import { createHash } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as z from "zod"
import { hashOf, type Paths, RalexError } from "../../config/index.ts"
import type { Change } from "./project-file.ts"

const noteSchema = z.object({
  v: z.literal(1),
  project: z.string(),
  version: z.string(),
  at: z.string(),
  /** Names in the folders that Ralex or OpenCode may fill; null for a folder that was not there. */
  before: z.record(z.string(), z.array(z.string()).nullable()),
  files: z.array(
    z.object({
      path: z.string(),
      /** Base64 of the bytes; null for a file that was not there. */
      original: z.string().nullable(),
      /** SHA-256 of what was written, in hex. */
      written: z.string(),
      /** The person edited the file between two runs of `init`, so the original is no longer the whole truth. */
      edited: z.boolean(),
    }),
  ),
})

export type InstallNote = z.infer<typeof noteSchema>

export const watchedFolders = [".opencode", ".opencode/plugin", ".opencode/plugin/tui"]

export function readNote(paths: Paths, project: string): InstallNote | undefined {
  const path = notePath(paths, project)
  const text = readIfThere(path)
  if (text === undefined) return undefined
  try {
    return noteSchema.parse(JSON.parse(text))
  } catch {
    throw new RalexError(
      `${path} can not be read as a note of \`ralex init\`; delete it, then run the command again.`,
    )
  }
}

export interface NoteRequest {
  project: string
  version: string
  at: Date
  changes: Change[]
  earlier: InstallNote | undefined
}

/** The note for these changes, over an earlier one: what was found first stays what was found. */
export function makeNote({ project, version, at, changes, earlier }: NoteRequest): InstallNote {
  const touched = changes.map((change) => noteChange(change, earlier))
  const untouched = (earlier?.files ?? []).filter((file) => !touched.some(({ path }) => path === file.path))
  const before = Object.fromEntries(watchedFolders.map((folder) => [folder, namesIn(join(project, folder))]))
  return {
    v: 1,
    project,
    version,
    at: earlier?.at ?? at.toISOString(),
    before: { ...before, ...earlier?.before },
    files: [...untouched, ...touched],
  }
}

export function writeNote(paths: Paths, note: InstallNote): void {
  const path = notePath(paths, note.project)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 })
}

export function removeNote(paths: Paths, project: string): void {
  rmSync(notePath(paths, project), { force: true })
}

export function hashBytes(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex")
}

function noteChange(change: Change, earlier: InstallNote | undefined): InstallNote["files"][number] {
  const known = earlier?.files.find((file) => file.path === change.path)
  const original = known ? known.original : (change.before?.toString("base64") ?? null)
  const asFound = change.before === undefined ? null : change.before.toString("base64")
  const ours = change.before !== undefined && hashBytes(change.before) === known?.written
  return {
    path: change.path,
    original,
    written: hashBytes(change.after ?? Buffer.alloc(0)),
    edited: known !== undefined && (known.edited || !(ours || asFound === known.original)),
  }
}

function notePath(paths: Paths, project: string): string {
  return join(paths.data, "installs", `${hashOf(project)}.json`)
}

function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder).sort()
  } catch {
    return null
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}
