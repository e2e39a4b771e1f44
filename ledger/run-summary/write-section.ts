// Puts a section into a file that others write to as well, in place of what it was: at once, or not at all. Runs that name
// the same file take turns.
import { randomUUID } from "node:crypto"
import { mkdir, readFile, realpath, rename, rm, rmdir, stat, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

export interface Section {
  /** Tells it from those of other runs. */
  id: string
  text: string
}

/** The file with the section in it: where it was, or at the end. */
export function withSection(file: string, { id, text }: Section): string {
  const [begin, end] = [`<!-- ralex ${id} -->`, `<!-- /ralex ${id} -->`]
  const section = `${begin}\n${text}${end}\n`
  const from = file.indexOf(begin)
  const to = file.indexOf(end, from)
  if (from >= 0 && to >= 0)
    return file.slice(0, from) + section + file.slice(to + end.length).replace(/^\n/, "")
  const before = file === "" || file.endsWith("\n") ? file : `${file}\n`
  return before + (before === "" ? "" : "\n") + section
}

/** @param lock A folder that is there while a section is written. @throws what the system says. */
export async function writeSection(path: string, section: Section, lock: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await inTurn(lock, async () => {
    const target = await realpath(path).catch(() => path)
    await replace(target, withSection(await textOf(target), section))
  })
}

/** The whole file, in place of what it was. @throws what the system says. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await replace(await realpath(path).catch(() => path), text)
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return ""
    throw error
  }
}

/** A file that is a mount of its own can not be replaced; it is written over. */
async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`
  const mode = (await stat(path).catch(() => undefined))?.mode ?? 0o644
  try {
    await writeFile(temporary, text, { mode: mode & 0o777 })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    if (isFull(error)) throw error
    await writeFile(path, text)
  }
}

/** To write over a file on a full disk would lose what others wrote. */
function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT"].includes(String(error.code))
}

const TRY_MS = 20
/** A writer takes milliseconds; one that was killed left its lock. */
const STALE_MS = 5_000

async function inTurn(lock: string, work: () => Promise<void>): Promise<void> {
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 })
  while (!(await taken(lock))) await sleep(TRY_MS)
  try {
    await work()
  } finally {
    await rmdir(lock).catch(() => {})
  }
}

async function taken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock)
    return true
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
    const since = (await stat(lock).catch(() => undefined))?.mtimeMs
    if (since !== undefined && Date.now() - since > STALE_MS) await rmdir(lock).catch(() => {})
    return false
  }
}
