// Stops many calls, some at the same time and at every stage in turn, and says what they left behind.
import { finishBackground } from "../../ledger/index.ts"
import { stage } from "../provider/stage.ts"
import { type Aborted, abortAt } from "./abort-at.ts"
import { listeningUpstream, STAGES } from "./listening-upstream.ts"
import { livingObjects, watchTimers } from "./what-is-left.ts"

export interface Left {
  aborted: Aborted[]
  /** Requests that came of a session, at most. */
  mostRequests: number
  openSockets: string[]
  /** Delays of timers that nothing ends but time. */
  timers: number[]
  /** Objects that lived after the last round and not after the first. */
  grown: Record<string, number>
  heldRows: number
}

const AT_ONCE = 25
/** The looks at what a call really cost come so much later, and are done at once here. */
const LATER_MS = 3_000
const HURRIED_MS = 20

export async function abortMany(count: number): Promise<Left> {
  const upstream = await listeningUpstream()
  const it = await stage({ url: upstream.url })
  const timers = watchTimers()
  const aborted: Aborted[] = []
  let before: Record<string, number> | undefined
  try {
    while (aborted.length < count) {
      const from = aborted.length
      const at = (index: number) => STAGES[(from + index) % STAGES.length] ?? "headers"
      const stopping = Array.from({ length: AT_ONCE }, (_, index) =>
        abortAt(at(index), from + index, { it, upstream }),
      )
      // Whose headers have not come is kept for them; the end of OpenCode hurries that.
      const hurry = setInterval(() => void finishBackground(), HURRIED_MS)
      aborted.push(...(await Promise.all(stopping)))
      clearInterval(hurry)
      await finishBackground()
      timers.runFrom(LATER_MS)
      before ??= livingObjects()
    }
    await untilQuiet(() => upstream.open().length + timers.waiting().length === 0)
    const after = livingObjects()
    const grown = Object.entries(after).map(([kind, number]) => [kind, number - (before?.[kind] ?? 0)])
    const calls = await it.calls()
    return {
      aborted,
      mostRequests: Math.max(...aborted.map(({ session }) => upstream.requests(session))),
      openSockets: upstream.open(),
      timers: timers.waiting(),
      grown: Object.fromEntries(grown),
      heldRows: calls.filter(({ status }) => status === "held").length,
    }
  } finally {
    timers.stop()
    await upstream.stop()
  }
}

/** The looks just done have sockets of their own, which end a moment later. What is really left is left for good. */
async function untilQuiet(isQuiet: () => boolean): Promise<void> {
  for (let look = 0; look < 500 && !isQuiet(); look++) await Bun.sleep(10)
}
