// Steps to bytes, one at a time as they are read, and one settlement at the end however that comes.
import { setTimeout as realSleep } from "node:timers/promises"
import type { Generated, Outcome } from "./generation.ts"
import type { Step, Wait } from "./plan-answer.ts"

export interface Pace {
  firstTokenMs: number
  chunkMs: number
  /** Of reasoning in secret; left out, it takes no time. */
  reasoningTokenMs?: number
  /** A model elsewhere: what came late, since this machine was busy, delays nothing of what comes after it. */
  isElsewhere?: boolean
  /** Left out, real time; a test may let its own clock go on instead. */
  sleep?: (milliseconds: number) => Promise<unknown>
}

export interface Player {
  pace: Pace
  /** Aborts when the client has gone. */
  signal: AbortSignal
  /** Called once. */
  settle(outcome: Outcome, generated: Generated): void
}

/** A reset takes with it what the client has not read yet; what was sent before a cut is to be read. */
const ARRIVES_MS = 100

const nothing: Generated = { completionTokens: 0, reasoningTokens: 0 }

export function playSteps(steps: readonly Step[], player: Player): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const left = new AbortController()
  const gone = AbortSignal.any([player.signal, left.signal])
  let generated = nothing
  let settled = false
  const settle = (outcome: Outcome) => {
    if (!settled) player.settle(outcome, generated)
    settled = true
  }
  gone.addEventListener("abort", () => settle("aborted"), { once: true })
  const waiting = [...steps]
  const pause = pauses(player.pace, gone)
  const play = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    const step = waiting.shift()
    if (!step) {
      // A signal that is listened to and never aborted is kept for good.
      left.abort()
      return controller.close()
    }
    if (step.kind === "send") await pause(step.after)
    else await Promise.race([step.reached(), abortOf(gone)])
    if (step.kind === "pause" && !gone.aborted) return play(controller)
    if (step.kind === "hang") await abortOf(gone)
    if (step.kind === "cut") await realSleep(ARRIVES_MS)
    if (gone.aborted || step.kind !== "send") {
      settle("aborted")
      return controller.error(new Error("The connection was cut."))
    }
    generated = step.generated ?? generated
    if (step.ends) settle(step.ends)
    controller.enqueue(encoder.encode(step.text))
  }
  // No read-ahead: what a reader that left never asked for was not generated.
  return new ReadableStream({ pull: play, cancel: () => left.abort() }, { highWaterMark: 0 })
}

export function abortOf(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))
}

function pauses(pace: Pace, signal: AbortSignal): (after: Wait | undefined) => Promise<void> {
  const { sleep = (time) => realSleep(time, undefined, { ref: false }) } = pace
  let due = performance.now()
  return async (after) => {
    const milliseconds = millisecondsOf(after, pace)
    due += milliseconds
    const left = pace.isElsewhere ? due - performance.now() : milliseconds
    if (left > 0) await Promise.race([sleep(left), abortOf(signal)])
  }
}

function millisecondsOf(after: Wait | undefined, pace: Pace): number {
  if (after === undefined) return 0
  if (after === "first-token") return pace.firstTokenMs
  return after === "chunk" ? pace.chunkMs : after * (pace.reasoningTokenMs ?? 0)
}
