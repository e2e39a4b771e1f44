// `ralex log`: calls, blocks, lifted limits and alerts as they happened, or with --follow as they happen.
import { setTimeout as sleep } from "node:timers/promises"
import { atUtc, type Ledger, type ReadFilter, saidAlerts } from "../../ledger/index.ts"
import type { AlertLine, LogLine } from "../contract.ts"
import { defineCommand, jsonLinesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { alertLine, callLine, forPeople, liftLine, verdictLine } from "../log-line.ts"
import { readSince } from "../read-since.ts"
import { withLedger } from "../with-ledger.ts"

const POLL_MS = 500 // a person watches; the ledger is a local file

export const log = defineCommand({
  name: "log",
  description: "Decisions, calls, blocks, lifted limits and alerts of the last day.",
  args: {
    since: { type: "string", valueHint: "24h", description: "From when: 24h, 7d or 2026-11-01." },
    session: { type: "string", valueHint: "id", description: "Only this session and its subagents." },
    follow: { type: "boolean", description: "Go on as things happen, until interrupted." },
    all: { type: "boolean", description: "Tool calls that were allowed, too." },
    jsonl: jsonLinesArgument,
  },
  run: async (args, context) => {
    const since = readSince(args.since ?? "24h", context.now())
    const filter = { since, ...(args.session === undefined ? {} : { session: args.session }) }
    const seen = { shown: 0, hidden: 0 }
    const each = (line: LogLine) => {
      const hide = args.all !== true && line.type === "verdict" && line.verdict === "allow" && !line.lifted
      seen[hide ? "hidden" : "shown"]++
      if (!hide) context.print(args.jsonl ? `${JSON.stringify(line)}\n` : `${forPeople(line)}\n`)
    }
    await withLedger(context, (ledger) => watch(ledger, { filter, follow: args.follow === true, each }))
    if (seen.shown === 0) context.say(nothing(seen.hidden, filter))
    return exitCode.ok
  },
})

type Filter = ReadFilter & { since: Date }

function nothing(hidden: number, { since, session }: Filter): string {
  const where = session === undefined ? "" : ` in session ${session}`
  if (hidden === 0) return `Nothing happened${where} since ${atUtc(since)}.`
  return `Nothing but allowed tool calls (${hidden})${where} since ${atUtc(since)}; --all shows them.`
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
