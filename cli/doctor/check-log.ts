// Doctor: where the request log is, what it holds and how much, and whether it can be written.
import { accessSync, constants, existsSync, statSync } from "node:fs"
import type { Config } from "../../config/index.ts"
import { logFiles } from "../../ledger/index.ts"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"

export function checkLog({ environment }: Context, { log, logging }: Config): Finding[] {
  const { log: folder } = environment.paths
  const id = "log"
  if (log === "off") return [{ id, level: "ok", message: "The request log is off.", fix: null }]
  const reason = existsSync(folder) ? unwritable([folder, ...logFiles(folder)]) : undefined
  if (reason !== undefined)
    return [
      {
        id,
        level: "warn",
        message: `The request log can not be written: ${reason}.`,
        fix: `Make ${folder} your own, or move it away: Ralex makes a new one.`,
      },
    ]
  const content = log === "full" ? "messages and answers without their secrets" : "metadata, no content"
  const size = `${megabytes(folder)} of at most ${logging.maxMegabytes} MB`
  return [{ id, level: "ok", message: `The request log is in ${folder} (${content}; ${size}).`, fix: null }]
}

function unwritable(paths: readonly string[]): string | undefined {
  const path = paths.find((each) => !isWritable(each))
  return path && `${path} is not yours to write`
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function megabytes(folder: string): string {
  const bytes = logFiles(folder).reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
  return (bytes / 1_000_000).toFixed(1)
}
