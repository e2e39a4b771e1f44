// What can be made to go wrong, and when: the union that tests script, and the queue it waits in.
import type { ErrorStatus } from "./upstream-error.ts"

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
  /** HTTP 200, then an error chunk, before any content or after some. */
  | {
      kind: "stream-error"
      at: "start" | "middle"
      code?: number | string
      message?: string
      errorType?: string
    }
  /** The connection breaks after the headers, or after some content. */
  | { kind: "cut"; at: "start" | "middle" }
  /** Nothing more comes: no headers, no content, or none after some. */
  | { kind: "hang"; at: "headers" | "start" | "middle" }
  /** No content; with `finish: null` OpenRouter does not charge it. */
  | { kind: "empty"; finish: "stop" | null }
  /** One chunk that is not JSON, in the middle of the content. */
  | { kind: "malformed-chunk" }

/** An effect on the next `times` (1) attempts, of `model` only when one is named. */
export type Fault = FaultEffect & { model?: string; times?: number }

export interface FaultQueue {
  add(fault: Fault): void
  /** The fault that strikes this attempt; it is used up by it. */
  take(model: string): FaultEffect | undefined
  clear(): void
}

export function createFaultQueue(script: readonly Fault[]): FaultQueue {
  let waiting = script.map((fault) => ({ fault, left: fault.times ?? 1 }))
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 })
    },
    take(model) {
      const next = waiting.find(({ fault }) => fault.model === undefined || fault.model === model)
      if (next) next.left -= 1
      waiting = waiting.filter(({ left }) => left > 0)
      return next?.fault
    },
    clear() {
      waiting = []
    },
  }
}
