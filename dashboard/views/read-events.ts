// What was written after a cursor, as events of the feed in the order of their writes. Other processes write the
// ledger, so it is asked again and again.
import { type Ledger, saidAlerts } from "../../ledger/index.ts"
import type { FeedEvent } from "../contract.ts"
import type { FeedCursor } from "./feed-cursor.ts"
import { alertEvent, callEvent, liftEvent, verdictEvent } from "./feed-event.ts"

/** Rows of each kind that are read at once. */
const PAGE = 500

/** More than anybody reads: then the page does better to ask for the newest. */
const MOST_MISSED = 20_000

export interface NewEvents {
  events: FeedEvent[]
  /** Behind the events. */
  cursor: FeedCursor
  /** There is more to be had at once. */
  more: boolean
  /** So much was missed that it was passed over. */
  reset: boolean
}

type Read = Pick<Ledger, "calls" | "verdicts" | "liftsWritten" | "alerts" | "lastWrite">

export async function readEvents(ledger: Read, cursor: FeedCursor): Promise<NewEvents> {
  const last = await ledger.lastWrite()
  const alerts = saidAlerts(await ledger.alerts(new Date(cursor.alertsFrom)))
  const alertsFrom = alerts.reduce((newest, { at }) => Math.max(newest, at.getTime() + 1), cursor.alertsFrom)
  const told = alerts.map(alertEvent)
  // A ledger that is another one now begins anew.
  const reset = last - cursor.sequence > MOST_MISSED || last < cursor.sequence
  if (reset) return { events: told, cursor: { sequence: last, alertsFrom }, more: false, reset }
  if (last === cursor.sequence) return { events: told, cursor: { ...cursor, alertsFrom }, more: false, reset }
  const page = { after: cursor.sequence, most: PAGE }
  const calls = await ledger.calls(page)
  const verdicts = await ledger.verdicts(page)
  const lifts = await ledger.liftsWritten(page)
  const full = [calls, verdicts, lifts].filter((rows) => rows.length === PAGE)
  // Behind the last row of a full page there may be others that come before those of the other pages.
  const until = full.reduce(
    (end, rows) => Math.min(end, rows.at(-1)?.sequence ?? end),
    Number.POSITIVE_INFINITY,
  )
  const written = [...calls.map(callEvent), ...verdicts.map(verdictEvent), ...lifts.map(liftEvent)]
    .filter(({ sequence }) => sequence <= until)
    .toSorted((a, b) => a.sequence - b.sequence)
  const sequence = written.at(-1)?.sequence ?? cursor.sequence
  return {
    events: [...written, ...told],
    cursor: { sequence: full.length > 0 ? sequence : Math.max(sequence, last), alertsFrom },
    more: full.length > 0,
    reset,
  }
}
