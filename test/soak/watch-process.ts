// Looks at this process now and then: its memory, what it holds open, and the files it writes.
import { heapStats } from "bun:jsc"
import { readdirSync, readlinkSync, statSync } from "node:fs"
import { join } from "node:path"

export interface Sample {
  /** Milliseconds of real time since the start. */
  at: number
  /** Milliseconds of the day. */
  ofDay: number
  rss: number
  /** What lives after a whole collection. */
  heap: number
  sockets: number
  /** Open files and all else that is no socket. */
  files: number
  logBytes: number
  ledgerBytes: number
  walBytes: number
  calls: number
}

export interface Watched {
  /** Folder of the request log. */
  log: string
  ledger: string
}

export function sampleProcess({ log, ledger }: Watched): Omit<Sample, "at" | "ofDay" | "calls"> {
  Bun.gc(true)
  return {
    ...{ rss: process.memoryUsage.rss(), heap: heapStats().heapSize, ...openHandles() },
    ...{ logBytes: bytesOfFolder(log), ledgerBytes: bytesOf(ledger), walBytes: bytesOf(`${ledger}-wal`) },
  }
}

/** Where the system has /proc; elsewhere none. */
export function openHandles(): { sockets: number; files: number } {
  const targets = namesIn("/proc/self/fd").map(targetOf)
  const sockets = targets.filter((target) => target.startsWith("socket:")).length
  return { sockets, files: targets.length - sockets }
}

function targetOf(name: string): string {
  try {
    return readlinkSync(join("/proc/self/fd", name))
  } catch {
    return "" // the one by which the folder was read
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function bytesOfFolder(folder: string): number {
  return namesIn(folder).reduce((sum, name) => sum + bytesOf(join(folder, name)), 0)
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
