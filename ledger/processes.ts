// Which process holds a call's money, and whether it still lives; known for processes of this machine only.
import { readFileSync } from "node:fs"
import { hostname } from "node:os"

export interface Owner {
  host: string
  pid: number
  /** Differs for two processes that had the same id one after the other; empty where the system does not say. */
  started: string
}

export interface Processes {
  self: Owner
  /** True as well for what can not be known: an owner on another machine. */
  isAlive: (owner: Owner) => boolean
}

export function systemProcesses(): Processes {
  const host = hostname()
  return {
    self: { host, pid: process.pid, started: startOf(process.pid) },
    isAlive: (owner) => owner.host !== host || (exists(owner.pid) && isSameProcess(owner)),
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
