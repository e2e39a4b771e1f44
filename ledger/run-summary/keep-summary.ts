// Keeps the Markdown summary of the run that RALEX_SUMMARY names, beside the calls: it is written again after each event,
// since OpenCode runs no exit handler on a signal. It can fail nothing; that it can not be written is said once.
import { createHash } from "node:crypto"
import { join, resolve } from "node:path"
import { type Instance, TIERS } from "../../config/index.ts"
import { inBackground } from "../background.ts"
import type { Standing } from "../ledger.ts"
import { openBooks } from "../open-books.ts"
import type { LogEntry } from "../request-log/log-entry.ts"
import { addEvent, newSummary, type RunSummary } from "./run-summary.ts"
import { showSummary } from "./show-summary.ts"
import { writeSection } from "./write-section.ts"

interface Kept {
  summary: RunSummary
  /** Something happened since it was written. */
  isStale: boolean
  writing: Promise<void> | undefined
}

/** Never throws. */
export function noteInSummary(entry: LogEntry, instance: Instance): void {
  if (instance.environment.summary === undefined) return
  const kept = keptOf(instance)
  addEvent(kept.summary, entry)
  writeSoon(kept, instance)
}

/** The end of an instance: the summary says how it came. Never rejects. */
export async function endSummary(instance: Instance, exitCode: number | undefined): Promise<void> {
  if (instance.environment.summary === undefined) return
  const kept = keptOf(instance)
  kept.summary.end = { at: new Date().toISOString(), exitCode }
  writeSoon(kept, instance)
  await kept.writing
}

function keptOf(instance: Instance): Kept {
  instance.summary ??= { summary: newSummary(new Date().toISOString()), isStale: false, writing: undefined }
  return instance.summary as Kept
}

function writeSoon(kept: Kept, instance: Instance): void {
  kept.isStale = true
  if (kept.writing) return
  const work = writeWhileStale(kept, instance)
    .catch((error: unknown) => sayLost(instance, error))
    .finally(() => {
      kept.writing = undefined
    })
  kept.writing = work
  inBackground(() => work)
}

async function writeWhileStale(kept: Kept, instance: Instance): Promise<void> {
  while (kept.isStale) {
    kept.isStale = false
    const { project, run, environment } = instance
    const at = new Date()
    const standings = await standingsOf(kept.summary, instance)
    const text = showSummary({ project, summary: kept.summary, standings, at })
    const path = resolve(environment.summary ?? "")
    await writeSection(path, { id: run, text }, lockOf(path, environment.paths.data))
  }
}

/** Ralex's own folder, since the summary's is the person's. */
function lockOf(path: string, data: string): string {
  return join(data, `summary-${createHash("sha256").update(path).digest("hex").slice(0, 16)}.lock`)
}

async function standingsOf({ last }: RunSummary, instance: Instance): Promise<readonly Standing[] | string> {
  const books = await openBooks(instance)
  if (books.kind === "closed") return `The ledger can not be used: ${books.reason}`
  if (!last || books.limits.length === 0) return []
  const { rootSession, turn, run, project, agent, model } = last
  const tier = TIERS.find((each) => each === last.tier) ?? null
  return books.ledger.standings(books.limits, {
    ...{ at: new Date(), rootSession, turn, run, project, agent, tier, model: model ?? "" },
  })
}

const said = new WeakSet<object>()

function sayLost(instance: Instance, error: unknown): void {
  if (said.has(instance)) return
  said.add(instance)
  const reason = error instanceof Error ? error.message : String(error)
  const text = `Ralex can not write the summary of the run to RALEX_SUMMARY: ${reason}. All calls go on.`
  instance.tell({ level: "warning", text })
}
