// The live feed as server-sent events. One look at the ledger serves every page that listens; each goes on where its
// Last-Event-ID says.
import type { Ledger } from "../../ledger/index.ts"
import { cursorText, type FeedCursor } from "../views/feed-cursor.ts"
import { isWanted } from "../views/is-wanted.ts"
import { type NewEvents, readEvents } from "../views/read-events.ts"
import type { Filter } from "../views/read-filter.ts"

const POLL_MS = 1_000
/** A silent connection is ended by what is in between. */
const BEAT_MS = 15_000
/** Tabs of one person. */
const MOST_STREAMS = 50

export interface EventStreams {
  /** undefined when there are too many. */
  open: (cursor: FeedCursor, filter: Filter) => ReadableStream<Uint8Array> | undefined
  close: () => void
}

export function openEventStreams(ledger: Ledger, pollMs = POLL_MS): EventStreams {
  const ends = new Set<() => void>()
  return {
    open: (cursor, filter) =>
      ends.size >= MOST_STREAMS ? undefined : streamOf({ ledger, cursor, filter, pollMs, ends }),
    close: () => {
      for (const end of [...ends]) end()
    },
  }
}

interface Stream {
  ledger: Ledger
  cursor: FeedCursor
  filter: Filter
  pollMs: number
  ends: Set<() => void>
}

function streamOf({ ledger, cursor, filter, pollMs, ends }: Stream): ReadableStream<Uint8Array> {
  const over = new AbortController()
  const end = () => over.abort()
  return new ReadableStream<Uint8Array>({
    start: async (controller) => {
      ends.add(end)
      const send = (text: string) => controller.enqueue(new TextEncoder().encode(text))
      over.signal.addEventListener("abort", () => {
        ends.delete(end)
        try {
          controller.close()
        } catch {
          // The browser went first.
        }
      })
      send("retry: 2000\n\n")
      void follow({ ledger, cursor, filter, pollMs }, send, over.signal).catch(end)
    },
    cancel: end,
  })
}

async function follow(
  { ledger, cursor, filter, pollMs }: Omit<Stream, "ends">,
  send: (text: string) => void,
  over: AbortSignal,
): Promise<void> {
  let [at, beat] = [cursor, Date.now()]
  while (!over.aborted) {
    // A ledger that is away for a while is asked again; the page sees the connection live.
    const found = await readEvents(ledger, at).catch(() => undefined)
    if (over.aborted) return
    const text = found ? textOf(found, filter) : ""
    if (text !== "") send(text)
    else if (Date.now() - beat > BEAT_MS) send(": still here\n\n")
    if (text !== "" || Date.now() - beat > BEAT_MS) beat = Date.now()
    at = found?.cursor ?? at
    if (!found?.more) await pause(pollMs, over)
  }
}

/** All of a look has one id, that of its end: whoever lost the connection within it gets the whole again. */
function textOf({ events, cursor, reset }: NewEvents, filter: Filter): string {
  const wanted = events.filter((event) => isWanted(event, filter))
  const blocks = [
    ...(reset ? ["event: reset\ndata: {}\n"] : []),
    ...wanted.map((event) => `event: feed\ndata: ${JSON.stringify(event)}\n`),
  ]
  if (blocks.length === 0) return ""
  const last = blocks.length - 1
  return blocks
    .map((block, index) => `${index === last ? `id: ${cursorText(cursor)}\n` : ""}${block}\n`)
    .join("")
}

function pause(ms: number, over: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  over.addEventListener("abort", () => {
    clearTimeout(timer)
    resolve()
  })
  return promise
}
