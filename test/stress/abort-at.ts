// Stops calls at every stage of their lives, and says how long the caller and the upstream's socket took to know.

import { RalexModel } from "../../provider/ralex-model.ts"
import { shakeHands } from "../../provider/shake-hands.ts"
import { callOptions, headersOf, type Stage } from "../provider/stage.ts"
import type { ListeningUpstream, StageOfCall } from "./listening-upstream.ts"

export interface Aborted {
  stage: StageOfCall
  session: string
  /** Until the caller had its error. */
  callerMs: number
  /** Until the upstream saw the end of the socket; in a wait between tries there is none. */
  socketMs: number
}

/** Its answers end with the caller; others are read on for their bill. */
const MODEL = "openai/gpt-6-luna"

export async function abortAt(
  stage: StageOfCall,
  number: number,
  { it, upstream }: { it: Stage; upstream: ListeningUpstream },
): Promise<Aborted> {
  const session = `ses_${stage}_${number}`
  const controller = new AbortController()
  const given = { session, turn: `msg_${session}`, abortSignal: controller.signal }
  const options = { ...callOptions(given), headers: headersOf(it.instance, given) }
  const model = new RalexModel(MODEL, {
    shakeHands: (headers) => shakeHands(headers, undefined),
    fetch: undefined,
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
  })
  const begun = Promise.withResolvers<void>()
  const left = model
    .doStream(options)
    .then(async ({ stream }) => {
      for await (const part of stream) if (part.type === "text-delta") begun.resolve()
    })
    .then(
      () => Promise.reject(new Error("the call was not stopped")),
      (error: unknown) => {
        if (error !== controller.signal.reason && stage !== "wait") throw error
        return performance.now()
      },
    )
  left.catch(begun.reject)
  await upstream.reached(session)
  if (stage === "mid-stream" || stage === "flowing") await begun.promise
  if (stage === "wait") await upstream.ended(session)
  const at = performance.now()
  controller.abort(new DOMException("the person stopped", "AbortError"))
  const callerMs = (await left) - at
  const socketMs = stage === "wait" ? 0 : (await upstream.ended(session)) - at
  return { stage, session, callerMs, socketMs }
}
