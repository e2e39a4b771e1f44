// Writes an entry to the request log beside the call: it keeps nobody waiting and can fail nothing. That the log can not
// be written is said once.
import { setImmediate } from "node:timers/promises"
import type { Instance } from "../../config/index.ts"
import { inBackground } from "../background.ts"
import { appendRotating, fileBytes, type RotationLimits } from "./append-rotating.ts"
import type { LogEntry } from "./log-entry.ts"
import { redactedLine } from "./redacted-line.ts"

export type Logger = Pick<Instance, "tell" | "environment" | "loaded">

/** What only a full log holds, made when it is written. */
export type Content = () => Record<string, unknown>

/** Lines that wait for a disk that does not answer; a log must not fill the memory. */
const MOST_WAITING = 1_000

interface Queue {
  last: Promise<void>
  waiting: number
}

/** One for each folder: lines keep their order, and one write is under way at a time. */
const queues = new Map<string, Queue>()

export function logsContent({ loaded }: Pick<Logger, "loaded">): boolean {
  return loaded.config.log === "full"
}

/** Never throws. */
export function writeEntry(entry: LogEntry, logger: Logger, content?: Content): void {
  const { config } = logger.loaded
  if (config.log === "off") return
  const { log: folder } = logger.environment.paths
  const queue = queues.get(folder) ?? { last: Promise.resolve(), waiting: 0 }
  queues.set(folder, queue)
  if (queue.waiting >= MOST_WAITING) {
    sayLost(logger, "the disk does not answer")
    return
  }
  queue.waiting++
  const limits = limitsOf(config.logging)
  const before = queue.last
  inBackground(() => {
    queue.last = before
      .then(() => setImmediate()) // the answer's last part goes out first
      .then(() => appendRotating(folder, lineOf(entry, logger, limits, content), limits))
      .catch((error: unknown) => sayLost(logger, reasonOf(error)))
      .finally(() => {
        queue.waiting--
      })
    return queue.last
  })
}

function limitsOf({ maxMegabytes, files }: Logger["loaded"]["config"]["logging"]): RotationLimits {
  return { maxBytes: maxMegabytes * 1_000_000, files }
}

function lineOf(entry: LogEntry, logger: Logger, limits: RotationLimits, content?: Content): string {
  if (!logsContent(logger) || !content) return redactedLine(entry)
  const line = redactedLine({ ...entry, ...content() })
  if (Buffer.byteLength(line) <= fileBytes(limits)) return line
  return redactedLine({ ...entry, leftOut: `${line.length} characters: more than a file may have` })
}

const said = new WeakSet<object>()

function sayLost(logger: Logger, reason: string): void {
  if (said.has(logger)) return
  said.add(logger)
  const text = `Ralex can not write its request log in ${logger.environment.paths.log}: ${reason}. All calls go on; their money is in the ledger.`
  logger.tell({ level: "warning", text })
}

const REASONS: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk's quota is used up",
  EROFS: "the disk is read-only",
  EACCES: "permission is denied",
  EPERM: "it is not permitted",
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error))
}
