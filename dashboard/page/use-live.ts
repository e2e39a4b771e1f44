// The live feed by server-sent events: whether it is connected, a count that rises as the ledger is written, and what came.
import { useEffect, useState } from "preact/hooks"
import type { FeedEvent } from "../contract.ts"

export interface Live {
  connected: boolean
  /** How often it was connected: what happened before that is not among the events. */
  connections: number
  /** Rises at most once in two seconds. */
  beat: number
  /** How many events came. */
  came: number
  /** The newest first. */
  events: FeedEvent[]
}

const NOTHING: Live = { connected: false, connections: 0, beat: 0, came: 0, events: [] }
const BEAT_MS = 2_000
const MOST_KEPT = 500

export function useLive(query: string): Live {
  const [live, setLive] = useState<Live>(NOTHING)
  useEffect(() => {
    const source = new EventSource(`api/events?${query}`)
    let timer: ReturnType<typeof setTimeout> | undefined
    const beat = () => {
      timer = undefined
      setLive((before) => ({ ...before, beat: before.beat + 1 }))
    }
    const soon = () => {
      timer ??= setTimeout(beat, BEAT_MS)
    }
    let wasLost = false
    source.onopen = () => {
      setLive((before) => ({ ...before, connected: true, connections: before.connections + 1 }))
      if (wasLost) soon()
    }
    source.onerror = () => {
      wasLost = true
      setLive((before) => ({ ...before, connected: false }))
      // The browser does not try again: the views find out why, and say it.
      if (source.readyState === EventSource.CLOSED) soon()
    }
    source.addEventListener("feed", ({ data }: MessageEvent<string>) => {
      const event: FeedEvent = JSON.parse(data)
      setLive((before) => ({
        ...before,
        connected: true,
        came: before.came + 1,
        events: withEvent(before.events, event),
      }))
      soon()
    })
    source.addEventListener("reset", soon)
    return () => {
      source.close()
      clearTimeout(timer)
      setLive((before) => ({ ...before, events: [] }))
    }
  }, [query])
  return live
}

/** A call comes again as it changes. */
export function withEvent(events: readonly FeedEvent[], event: FeedEvent): FeedEvent[] {
  const others = events.filter((other) => !isSame(other, event))
  return [event, ...others].slice(0, MOST_KEPT)
}

function isSame(one: FeedEvent, other: FeedEvent): boolean {
  if (one.type !== other.type) return false
  if (one.type === "call") return other.type === "call" && one.id === other.id
  if (one.type === "alert") return other.type === "alert" && one.key === other.key && one.at === other.at
  return "sequence" in other && one.sequence === other.sequence
}
