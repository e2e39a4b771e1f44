// Writes an entry to the request log beside the call: it keeps nobody waiting and can fail nothing. That the log can not
// be written is said once.
import { setTimeout } from "node:timers/promises"
import type { Instance } from "../../config/index.ts"
import { inBackground } from "../background.ts"
import { appendRotating, fileBytes, type RotationLimits } from "./append-rotating.ts"
import type { LogEntry } from "./log-entry.ts"
import { redactedLine } from "./redacted-line.ts"

export type Logger = Pick<Instance, "tell" | "environment" | "loaded">

/** What only a full log holds, made when it is written. */
export type Content = () => Record<string, unknown>

/** Lines that wait for a disk that does not answer, or for a process that is busier than it can be; a log must not fill the memory. */
const MOST_WAITING = 5_000

const GATHERED_MS = 50

/** Lines that go out in one write, about; a longer one goes alone. */
const WRITE_BYTES = 65_536

interface Waiting {
  entry: LogEntry
  logger: Logger
  content: Content | undefined
}

interface Queue {
  waiting: Waiting[]
  isWriting: boolean
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
  const queue = queues.get(folder) ?? { waiting: [], isWriting: false }
  queues.set(folder, queue)
  if (queue.waiting.length >= MOST_WAITING) {
    sayLost(logger, `${MOST_WAITING} lines wait to be written, more are left out until some are`)
    return
  }
  queue.waiting.push({ entry, logger, content })
  if (!queue.isWriting) inBackground(() => writeAll(folder, queue))
}

async function writeAll(folder: string, queue: Queue): Promise<void> {
  queue.isWriting = true
  while (queue.waiting.length > 0) {
    await setTimeout(GATHERED_MS) // the answer's last part goes out first, and a burst of calls in one write
    await writeSome(folder, queue)
  }
  queue.isWriting = false
}

/** What waits by now goes out at once: a line each would be slower than calls that come in a burst. */
async function writeSome(folder: string, { waiting }: Queue): Promise<void> {
  const logger = waiting[0]?.logger
  if (!logger) return
  const limits = limitsOf(logger.loaded.config.logging)
  const most = Math.min(WRITE_BYTES, fileBytes(limits) / 4)
  let lines = ""
  try {
    while (waiting[0]?.logger === logger && lines.length < most) {
      const next = waiting.shift()
      if (next) lines += lineOf(next.entry, logger, limits, next.content)
    }
    await appendRotating(folder, lines, limits)
  } catch (error) {
    sayLost(logger, reasonOf(error))
  }
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
