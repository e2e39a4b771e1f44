// Keeps the summary of the run in the files that the person names, beside the calls: it is written again after each event,
// since OpenCode runs no exit handler on a signal. It can fail nothing; that one can not be written is said once.
import { createHash } from "node:crypto"
import { join, resolve } from "node:path"
import { type Instance, TIERS } from "../../config/index.ts"
import { inBackground } from "../background.ts"
import type { Standing } from "../ledger.ts"
import { openBooks } from "../open-books.ts"
import type { LogEntry } from "../request-log/log-entry.ts"
import { runDocument, type ToldRun } from "./run-document.ts"
import { addEvent, newSummary, type RunEnd, type RunSummary } from "./run-summary.ts"
import { showJunit } from "./show-junit.ts"
import { showSummary } from "./show-summary.ts"
import { type SummaryFile, summaryFiles } from "./summary-files.ts"
import { writeSection, writeWhole } from "./write-section.ts"

interface Kept {
  summary: RunSummary
  /** Something happened since it was written. */
  isStale: boolean
  writing: Promise<void> | undefined
}

/** Never throws. */
export function noteInSummary(entry: LogEntry, instance: Instance): void {
  if (summaryFiles(instance).length === 0) return
  const kept = keptOf(instance)
  addEvent(kept.summary, entry)
  writeSoon(kept, instance)
}

/** The end of an instance: the summary says how it came. Never rejects. */
export async function endSummary(instance: Instance, end: Omit<RunEnd, "at">): Promise<void> {
  if (summaryFiles(instance).length === 0) return
  const kept = keptOf(instance)
  kept.summary.end = { at: new Date().toISOString(), ...end }
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
  const work = writeWhileStale(kept, instance).finally(() => {
    kept.writing = undefined
  })
  kept.writing = work
  inBackground(() => work)
}

async function writeWhileStale(kept: Kept, instance: Instance): Promise<void> {
  while (kept.isStale) {
    kept.isStale = false
    const standings = await standingsOf(kept.summary, instance).catch(reasonOf)
    const { project, run, loaded } = instance
    const { failOnBlock } = loaded.config.ci
    const told = { project, run, failOnBlock, summary: kept.summary, standings, at: new Date() }
    for (const file of summaryFiles(instance)) {
      const path = resolve(file.path)
      await write({ ...file, path }, told, instance).catch((error: unknown) => sayLost(path, error, instance))
    }
  }
}

/** Others write to the same Markdown, so it gets a section; a program's file is one run's. */
function write({ path, form }: SummaryFile, told: ToldRun, { environment }: Instance): Promise<void> {
  switch (form) {
    case "markdown":
      return writeSection(
        path,
        { id: told.run, text: showSummary(told) },
        lockOf(path, environment.paths.data),
      )
    case "json":
      return writeWhole(path, `${JSON.stringify(runDocument(told), null, 2)}\n`)
    case "junit":
      return writeWhole(path, showJunit(runDocument(told)))
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

const said = new WeakMap<object, Set<string>>()

function sayLost(path: string, error: unknown, instance: Instance): void {
  const lost = said.get(instance) ?? new Set()
  said.set(instance, lost)
  if (lost.has(path)) return
  lost.add(path)
  const text = `Ralex can not write the summary of the run to ${path}: ${reasonOf(error)}. All calls go on.`
  instance.tell({ level: "warning", text })
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
