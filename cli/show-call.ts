// `ralex log --call`: one call from the ledger and from the request log, by its id or by how that begins.
import { type LogEntry, type ReadFilter, readEntries } from "../ledger/index.ts"
import { type Context, configOf, printJson } from "./context.ts"
import type { CallLine, LoggedCallDocument } from "./contract.ts"
import { type ExitCode, exitCode } from "./exit-code.ts"
import { callLine } from "./log-line.ts"
import { showLogLine } from "./show-log-line.ts"
import { showLoggedCall } from "./show-logged-call.ts"
import { UsageError } from "./usage-error.ts"
import { withLedger } from "./with-ledger.ts"

export interface CallAsked {
  filter: ReadFilter
  full: boolean | undefined
  json: boolean | undefined
  jsonl: boolean | undefined
}

type CallEntry = Extract<LogEntry, { type: "call" }>

/** @throws {UsageError} for an id that means several calls. */
export async function showCall(id: string, asked: CallAsked, context: Context): Promise<ExitCode> {
  const entries = entriesOf(id, context)
  const call = await callOf(id, entries, asked, context)
  if (!call && entries.length === 0) {
    context.say(`There is no call ${id}: \`ralex log --jsonl\` has their ids; --since goes further back.`)
    return exitCode.no
  }
  const shown = entries.map((entry) => (asked.full ? entry : withoutContent(entry)))
  if (asked.json)
    printJson(context, { v: 1, call: call ?? null, entries: shown } satisfies LoggedCallDocument)
  else if (asked.jsonl) for (const entry of shown) context.print(`${JSON.stringify(entry)}\n`)
  else showHere(call, shown, context)
  if (asked.full && !entries.some(({ request }) => request)) sayNoContent(context)
  return exitCode.ok
}

function entriesOf(id: string, { environment }: Context): CallEntry[] {
  const found = readEntries(environment.paths.log, `"id":"${id}`).flatMap((entry) =>
    entry.type === "call" && entry.id?.startsWith(id) ? [entry] : [],
  )
  return onlyOne(id, found, (entry) => entry.id ?? "")
}

const MARGIN_MS = 60_000

/** The request log knows when it was, so that the ledger needs to be read for that time only. */
async function callOf(
  id: string,
  entries: readonly CallEntry[],
  { filter }: CallAsked,
  context: Context,
): Promise<CallLine | undefined> {
  const [first] = entries
  const started = first && new Date(Date.parse(first.at) - first.durationMs)
  const near = started && {
    since: new Date(started.getTime() - MARGIN_MS),
    until: new Date(started.getTime() + MARGIN_MS),
  }
  const calls = await withLedger(context, (ledger) => ledger.calls(near ?? filter))
  const found = calls.filter((call) => call.id.startsWith(id))
  const [call] = onlyOne(id, found, (one) => one.id)
  return call && callLine(call)
}

function onlyOne<Item>(id: string, found: Item[], idOf: (item: Item) => string): Item[] {
  const ids = new Set(found.map(idOf))
  if (ids.size <= 1) return found
  throw new UsageError(`${ids.size} calls have ids that begin with ${id}: give more of it.`)
}

function withoutContent({ request: _request, answer: _answer, ...entry }: CallEntry): CallEntry {
  return entry
}

function showHere(call: CallLine | undefined, entries: CallEntry[], context: Context): void {
  if (call) context.print(`${showLogLine(call, context.output)}\n`)
  for (const entry of entries) context.print(`\n${showLoggedCall(entry)}`)
  if (entries.length === 0) context.say("The request log has nothing of this call.")
}

function sayNoContent(context: Context): void {
  const { log } = configOf(context)
  const next = log === "full" ? "" : ": set log: full in ralex.yaml, or RALEX_LOG=full, for calls to come"
  context.say(`The request log has no content of this call${next}.`)
}
