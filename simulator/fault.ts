// What can be made to go wrong, and when: the union that tests script, and the queue it waits in.
import type { ErrorStatus } from "./upstream-error.ts"

/** Before any content, in the middle of it, or after a share of its pieces. */
export type Moment = "start" | "middle" | number

export type FaultEffect =
  /** Refused with OpenRouter's body for that status; the rest overrides its parts. */
  | {
      kind: "status"
      status: ErrorStatus
      message?: string
      errorType?: string
      retryAfterSeconds?: number
      /** What the provider said, verbatim. */
      raw?: string
    }
  /** Answered with exactly this, such as bytes that somebody recorded. */
  | { kind: "reply"; status: number; headers?: Record<string, string>; body: string }
  /** HTTP 200, then an error chunk, before any content or after some. */
  | {
      kind: "stream-error"
      at: Moment
      code?: number | string
      message?: string
      errorType?: string
      /** The whole error, in place of the parts. */
      error?: Record<string, unknown>
    }
  /** The connection breaks after the headers, or after some content. */
  | { kind: "cut"; at: Moment; reached?: Reached }
  /** Nothing more comes: no headers, no content, or none after some. */
  | { kind: "hang"; at: "headers" | Moment; reached?: Reached }
  /** Nothing comes until `reached` is done; then it goes on. */
  | { kind: "pause"; at: Moment; reached: Reached }
  /** The headers come only then. */
  | { kind: "late-headers"; after: Promise<void> }
  /** No content; with `finish: null` OpenRouter does not charge it. */
  | { kind: "empty"; finish: "stop" | null }
  /** One chunk that is not JSON, in the middle of the content where nothing else is said. */
  | { kind: "malformed-chunk"; at?: Moment }
  /** The stream ends as if it were whole, by a proxy's hand; the model goes on or stops as after an abort. */
  | { kind: "close"; at: Moment }

/** Hears how many bytes of text, reasoning and arguments were sent by then, and may hold up what follows. */
export type Reached = (bytes: number) => void | Promise<void>

/** An effect on the next `times` (1) attempts, only of the model, the session and the host that are named. */
export type Fault = FaultEffect & {
  model?: string
  session?: string
  key?: string
  host?: string
  times?: number
}

/** An attempt that a fault may strike. */
export interface Struck {
  model: string
  session: string | null
  key: string
  host: string | undefined
}

export interface FaultQueue {
  add(fault: Fault): void
  /** The fault that strikes this attempt; it is used up by it. */
  take(attempt: Struck): FaultEffect | undefined
  clear(): void
}

export function createFaultQueue(script: readonly Fault[]): FaultQueue {
  let waiting = script.map((fault) => ({ fault, left: fault.times ?? 1 }))
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 })
    },
    take({ model, session, key, host }) {
      const next = waiting.find(
        ({ fault }) =>
          (fault.model ?? model) === model &&
          (fault.session ?? session) === session &&
          (fault.key ?? key) === key &&
          (fault.host ?? host) === host,
      )
      if (next) next.left -= 1
      waiting = waiting.filter(({ left }) => left > 0)
      return next?.fault
    },
    clear() {
      waiting = []
    },
  }
}
