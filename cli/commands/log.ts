// `ralex log`: calls and blocks as they happened, or with --follow as they happen.
import { setTimeout as sleep } from "node:timers/promises"
import type { Ledger, ReadFilter } from "../../ledger/index.ts"
import type { LogLine } from "../contract.ts"
import { defineCommand, jsonLinesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { callLine, forPeople, verdictLine } from "../log-line.ts"
import { readSince } from "../read-since.ts"
import { withLedger } from "../with-ledger.ts"

const POLL_MS = 500 // a person watches; the ledger is a local file

export const log = defineCommand({
  name: "log",
  description: "Decisions, calls and blocks of the last day.",
  args: {
    since: { type: "string", valueHint: "24h", description: "From when: 24h, 7d or 2026-11-01." },
    session: { type: "string", valueHint: "id", description: "Only this session and its subagents." },
    follow: { type: "boolean", description: "Go on as things happen, until interrupted." },
    all: { type: "boolean", description: "Tool calls that were allowed, too." },
    jsonl: jsonLinesArgument,
  },
  run: async (args, context) => {
    const filter: ReadFilter = {
      since: readSince(args.since ?? "24h", context.now()),
      ...(args.session === undefined ? {} : { session: args.session }),
    }
    const show = (line: LogLine) =>
      context.print(args.jsonl ? `${JSON.stringify(line)}\n` : `${forPeople(line)}\n`)
    await withLedger(context, async (ledger) => {
      const wanted = (line: LogLine) => args.all === true || line.type === "call" || line.verdict !== "allow"
      await watch(ledger, {
        filter,
        follow: args.follow === true,
        each: (line) => wanted(line) && show(line),
      })
    })
    return exitCode.ok
  },
})

interface Watch {
  filter: ReadFilter
  follow: boolean
  each: (line: LogLine) => void
}

/** A call comes again when it changes, so that a follower sees it held and then settled. */
async function watch(ledger: Ledger, { filter, follow, each }: Watch): Promise<void> {
  let seen = { calls: 0, verdicts: 0 }
  do {
    const calls = (await ledger.calls({ ...filter, after: seen.calls })).map(callLine)
    const verdicts = (await ledger.verdicts({ ...filter, after: seen.verdicts })).map(verdictLine)
    for (const line of [...calls, ...verdicts].sort((a, b) => a.sequence - b.sequence)) each(line)
    seen = {
      calls: calls.at(-1)?.sequence ?? seen.calls,
      verdicts: verdicts.at(-1)?.sequence ?? seen.verdicts,
    }
    if (follow) await sleep(POLL_MS)
  } while (follow)
}
