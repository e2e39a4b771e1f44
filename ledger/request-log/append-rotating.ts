// Appends whole lines to one file that several processes write, within a bound for all files of its folder. Nothing is
// lost by rotation: a file is only ever given a name that none has, and each line is one write at the file's end, to the
// file that had the name when it was opened. Only the oldest whole files go, once all take more than they may.
import { randomUUID } from "node:crypto"
import { chmod, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises"
import { join } from "node:path"

export interface RotationLimits {
  /** Of all files together. */
  maxBytes: number
  /** Files that those bytes are spread over. */
  files: number
}

export const CURRENT = "requests.jsonl"

/** `requests-2026-11-28T11-06-31-123Z-1a2b3c4d.jsonl`: in the order of their names, they are in that of their ends. */
export const ROTATED = /^requests-[\dTZ-]+-[0-9a-f]{8}\.jsonl$/

/** @param lines Each with its end. @throws what the system says, a full disk for one. */
export async function appendRotating(folder: string, lines: string, limits: RotationLimits): Promise<void> {
  const path = join(folder, CURRENT)
  const size = await append(path, lines).catch(async (error: unknown) => {
    if (!isGone(error)) throw error
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return append(path, lines)
  })
  if (size >= fileBytes(limits)) await rotate(folder, limits)
}

/** What one file may take; a line may carry it over that once. */
export function fileBytes({ maxBytes, files }: RotationLimits): number {
  return Math.floor(maxBytes / files)
}

/** @returns the file's size after it. */
async function append(path: string, lines: string): Promise<number> {
  const file = await open(path, "a", 0o600)
  try {
    const bytes = Buffer.from(lines)
    const { bytesWritten } = await file.write(bytes)
    if (bytesWritten < bytes.length) await finish(file, bytes.subarray(bytesWritten))
    const { size, mode } = await file.stat()
    if ((mode & 0o077) !== 0) await chmod(path, 0o600)
    return size
  } finally {
    await file.close()
  }
}

type File = Awaited<ReturnType<typeof open>>

/** A line that did not fit is ended where it is, so that the next one of any process begins anew. */
async function finish(file: File, rest: Buffer): Promise<void> {
  try {
    const { bytesWritten } = await file.write(rest)
    if (bytesWritten === rest.length) return
  } catch (error) {
    await file.write("\n").catch(() => {})
    throw error
  }
  throw Object.assign(new Error("the disk is full"), { code: "ENOSPC" })
}

async function rotate(folder: string, limits: RotationLimits): Promise<void> {
  const current = join(folder, CURRENT)
  const { size } = await stat(current).catch(() => ({ size: 0 }))
  if (size < fileBytes(limits)) return // another process was faster
  const time = new Date().toISOString().replace(/[:.]/g, "-")
  const name = `requests-${time}-${randomUUID().slice(0, 8)}.jsonl`
  await rename(current, join(folder, name)).catch(unlessGone)
  await dropOldest(folder, limits)
}

/** Two processes may come to the same end at once. */
function unlessGone(error: unknown): void {
  if (!isGone(error)) throw error
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT"
}

/** Room is kept for the file that is written now. */
async function dropOldest(folder: string, limits: RotationLimits): Promise<void> {
  const names = (await readdir(folder)).filter((name) => ROTATED.test(name)).toSorted()
  const sizes = await Promise.all(
    names.map(async (name) => (await stat(join(folder, name)).catch(() => ({ size: 0 }))).size),
  )
  let left = sizes.reduce((sum, size) => sum + size, 0)
  for (const [index, name] of names.entries()) {
    if (left + fileBytes(limits) <= limits.maxBytes) return
    await rm(join(folder, name), { force: true })
    left -= sizes[index] ?? 0
  }
}
