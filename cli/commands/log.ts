// `ralex log`: calls, blocks, lifted limits and alerts as they happened, or with --follow as they happen.
import { resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { atUtc, type Ledger, type ReadFilter, saidAlerts } from "../../ledger/index.ts"
import { type Context, printJson } from "../context.ts"
import type { AlertLine, LogDocument, LogLine } from "../contract.ts"
import { defineCommand, jsonArgument, jsonLinesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { isWanted, type LogFilter, readKind, readTier } from "../log-filter.ts"
import { alertLine, callLine, liftLine, verdictLine } from "../log-line.ts"
import { readSince } from "../read-since.ts"
import { showCall } from "../show-call.ts"
import { showLogLine } from "../show-log-line.ts"
import { UsageError } from "../usage-error.ts"
import { withLedger } from "../with-ledger.ts"

const POLL_MS = 500 // a person watches; the ledger is a local file

export const log = defineCommand({
  name: "log",
  description: "Decisions, calls, blocks, lifted limits and alerts of the last day; --call shows one call.",
  args: {
    since: { type: "string", valueHint: "24h", description: "From when: 24h, 7d or 2026-11-01." },
    session: { type: "string", valueHint: "id", description: "Only this session and its subagents." },
    project: { type: "string", valueHint: "folder", description: "Only this project: a path, or a name." },
    kind: { type: "string", valueHint: "calls", description: "calls, blocks, alerts or lifts." },
    model: {
      type: "string",
      valueHint: "sonnet",
      description: "Only calls of models with this in their id.",
    },
    tier: { type: "string", valueHint: "smart", description: "Only calls of this tier." },
    errors: { type: "boolean", description: "Only calls that failed, and errors." },
    follow: { type: "boolean", description: "Go on as things happen, until interrupted." },
    all: { type: "boolean", description: "Tool calls that were allowed, too." },
    call: { type: "string", valueHint: "id", description: "One call by its id, or how that begins." },
    full: { type: "boolean", description: "With --call: what was sent and said, where log is full." },
    json: jsonArgument,
    jsonl: jsonLinesArgument,
  },
  run: async (args, context) => {
    checkTogether(args)
    const since = readSince(args.since ?? "24h", context.now())
    const { session } = args
    const filter = { since, ...(session === undefined ? {} : { session }) }
    if (args.call !== undefined) return showCall(args.call, { ...args, filter }, context)
    const wanted: LogFilter = {
      kind: readKind(args.kind),
      model: args.model,
      tier: readTier(args.tier),
      project: args.project === undefined ? undefined : projectNamed(args.project, context),
      errors: args.errors === true,
      all: args.all === true,
    }
    const seen = { wanted: 0, hidden: 0, other: 0 }
    const lines: LogLine[] = []
    const each = (line: LogLine) => {
      const found = isWanted(line, wanted)
      seen[found]++
      if (found !== "wanted") return
      if (args.json) lines.push(line)
      else context.print(`${args.jsonl ? JSON.stringify(line) : showLogLine(line, context.output)}\n`)
    }
    await withLedger(context, (ledger) => watch(ledger, { filter, follow: args.follow === true, each }))
    if (args.json) printJson(context, { v: 1, since: since.toISOString(), lines } satisfies LogDocument)
    else if (seen.wanted === 0) context.say(nothing(seen, filter))
    return exitCode.ok
  },
})

interface Together {
  json: boolean | undefined
  jsonl: boolean | undefined
  follow: boolean | undefined
  full: boolean | undefined
  call: string | undefined
}

/** @throws {UsageError} for flags that mean nothing together. */
function checkTogether({ json, jsonl, follow, full, call }: Together): void {
  if (json && (follow || jsonl))
    throw new UsageError("--json prints one document; use --jsonl alone for lines.")
  if (follow && call !== undefined) throw new UsageError("--follow and --call do not go together.")
  if (full && call === undefined) throw new UsageError("--full shows one call: name it with --call <id>.")
}

/** A path where it is one, else a folder's name. */
function projectNamed(text: string, { cwd }: Context): string {
  return /[/\\]|^\.\.?$/.test(text) ? resolve(cwd, text) : text
}

type Filter = ReadFilter & { since: Date }

function nothing({ hidden, other }: { hidden: number; other: number }, { since, session }: Filter): string {
  const where = session === undefined ? "" : ` in session ${session}`
  if (hidden > 0)
    return `Nothing but allowed tool calls (${hidden})${where} since ${atUtc(since)}; --all shows them.`
  const such = other > 0 ? "Nothing of that kind happened" : "Nothing happened"
  return `${such}${where} since ${atUtc(since)}.`
}

interface Watch {
  filter: Filter
  follow: boolean
  each: (line: LogLine) => void
}

/** A call comes again when it changes, so that a follower sees it held and then settled. */
async function watch(ledger: Ledger, { filter, follow, each }: Watch): Promise<void> {
  const { since, session } = filter
  const told = new Set<string>()
  let seen = { calls: 0, verdicts: 0, lifts: 0 }
  do {
    const calls = (await ledger.calls({ ...filter, after: seen.calls })).map(callLine)
    const verdicts = (await ledger.verdicts({ ...filter, after: seen.verdicts })).map(verdictLine)
    const lifts = (await ledger.liftsWritten({ ...filter, after: seen.lifts })).map(liftLine)
    const alerts = saidAlerts(await ledger.alerts(since))
      .map(alertLine)
      .filter((alert) => !told.has(sentence(alert)) && (session === undefined || isAbout(alert.key, session)))
    for (const alert of alerts) told.add(sentence(alert))
    const written = [...calls, ...verdicts, ...lifts].sort((a, b) => a.sequence - b.sequence)
    for (const line of withAlerts(written, alerts)) each(line)
    seen = {
      calls: calls.at(-1)?.sequence ?? seen.calls,
      verdicts: verdicts.at(-1)?.sequence ?? seen.verdicts,
      lifts: lifts.at(-1)?.sequence ?? seen.lifts,
    }
    if (follow) await sleep(POLL_MS)
  } while (follow)
}

function sentence({ at, text }: AlertLine): string {
  return `${at} ${text}`
}

/** The key of an alert on a session's limit names it. */
function isAbout(key: string, session: string): boolean {
  return key.split(":").includes(encodeURIComponent(session))
}

/** Alerts have no place among the writes, so each comes before the first that began after it. */
function withAlerts<Line extends LogLine>(written: Line[], alerts: AlertLine[]): LogLine[] {
  const left = [...alerts]
  const merged = written.flatMap((line) => {
    const later = left.findIndex(({ at }) => at >= line.at)
    return [...left.splice(0, later === -1 ? left.length : later), line]
  })
  return [...merged, ...left]
}
