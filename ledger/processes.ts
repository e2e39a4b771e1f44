// Which process holds a call's money, and whether it still lives; known for processes of this machine only.
import { readFileSync, readlinkSync } from "node:fs"
import { hostname } from "node:os"

export interface Owner {
  host: string
  pid: number
  /** Differs for two processes that had the same id one after the other; empty where the system does not say. */
  started: string
}

export interface Processes {
  self: Owner
  /** @param seenAt When an owner on another machine last said that it is there, as milliseconds like `now`. */
  isAlive: (owner: Owner, seenAt: number, now: number) => boolean
}

/** An owner on another machine says so every minute (store-ledger.ts). */
const SILENT_MS = 10 * 60_000

export function systemProcesses(): Processes {
  const self = { host: hostOf(), pid: process.pid, started: startOf(process.pid) }
  return {
    self,
    isAlive: (owner, seenAt, now) =>
      isSameMachine(owner, self) ? exists(owner.pid) && isSameProcess(owner) : now - seenAt < SILENT_MS,
  }
}

/** Machines of a fleet may share a name, and have the same first namespace; each start of one has its own id. */
function isSameMachine(a: Owner, b: Owner): boolean {
  const [bootA = "", bootB = ""] = [a, b].map(({ started }) => started.split(":")[0])
  return a.host === b.host && (bootA === "" || bootB === "" || bootA === bootB)
}

/** Process ids mean something within one namespace; containers may share a host's name. */
function hostOf(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`
  } catch {
    return hostname()
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

function isSameProcess({ pid, started }: Owner): boolean {
  const now = startOf(pid)
  return started === "" || now === "" || started === now
}

/** Linux: the boot's id and the clock tick of the process's start. Elsewhere there is no cheap way: empty. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
    // Field 22 of proc(5); the name before it, in brackets, may itself hold blanks and brackets.
    const status = readFileSync(`/proc/${pid}/stat`, "utf8")
    const afterName = status.slice(status.lastIndexOf(")") + 2).split(" ")
    return `${boot}:${afterName[19]}`
  } catch {
    return ""
  }
}
