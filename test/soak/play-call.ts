// One model call of the soak: through the real provider, struck or not, and how it ended for who asked.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { BILL_LAG_MS } from "../../ledger/bound-by-key.ts"
import { RalexModel } from "../../provider/ralex-model.ts"
import { shakeHands } from "../../provider/shake-hands.ts"
import { callOptions, headersOf, readAnswer } from "../provider/stage.ts"
import { chance } from "../stress/chance.ts"
import { drawStrike, type Strike, TEXT } from "./soak-faults.ts"
import type { SoakStage } from "./soak-stage.ts"

export interface SoakCall {
  session: string
  agent: string
  /** Milliseconds of the day at which it began. */
  at: number
  way: "streaming" | "at once"
  strikes: (Strike & { attempt: number; model: string })[]
  attempts: number
  end: "whole" | "stopped" | "refused" | "failed" | "wrong text"
  text: string
  /** What the person reads in place of a whole answer; not the error itself, which keeps its call's prompt alive. */
  error: Said | undefined
}

export interface Said {
  message: string
  /** Whether OpenCode tries again by itself. */
  isRetried: boolean
}

export interface CallGiven {
  stage: SoakStage
  seed: number
  session: string
  agent: string
  asked: string
  turn: string
  /** Which of the session. */
  index: number
  prompt: LanguageModelV3Prompt
  weakModel: string
  /** No faults: the process gets warm. */
  calm: boolean
}

/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9"
/** Far longer than an answer takes on a busy machine, and short enough to wait for what hangs. */
const SILENCE_MS = 8_000
/** A request that is given up before its headers is kept for so long, in case that they bring its id. */
const KEPT_MS = 5_000
const HALF_AN_HOUR_MS = 30 * 60_000
const SHARE = { streaming: 0.8, stopped: 0.02 }

export async function playCall(given: CallGiven): Promise<SoakCall> {
  const { stage, seed, session, agent, index } = given
  const place = [seed, session, index]
  const isStopped = !given.calm && chance("stop", ...place) < SHARE.stopped
  const way = isStopped || chance("way", ...place) < SHARE.streaming ? "streaming" : "at once"
  const call: SoakCall = {
    ...{ session, agent, at: stage.clock.elapsed(), way },
    ...{ strikes: [], attempts: 0, end: "whole", text: "", error: undefined },
  }
  const person = new AbortController()
  try {
    call.text = await answer(modelOf(call, given, isStopped), { ...given, way, person, isStopped })
    call.end = call.text === TEXT ? "whole" : person.signal.aborted ? "stopped" : "wrong text"
  } catch (error) {
    const thrown = error instanceof Broken ? error.cause : error
    call.error = saidBy(thrown)
    call.text = error instanceof Broken ? error.text : ""
    call.end = person.signal.aborted
      ? "stopped"
      : call.error.message.includes("is reached")
        ? "refused"
        : "failed"
  }
  return call
}

/** An answer that ended with an error after it began. */
class Broken extends Error {
  constructor(
    readonly text: string,
    override readonly cause: unknown,
  ) {
    super()
  }
}

interface AnswerGiven extends CallGiven {
  way: SoakCall["way"]
  person: AbortController
  isStopped: boolean
}

async function answer(model: RalexModel, { way, person, isStopped, ...given }: AnswerGiven): Promise<string> {
  const { session, turn, agent, prompt } = given
  const asked = { session, turn, agent, prompt, abortSignal: person.signal }
  const options = { ...callOptions(asked), headers: headersOf(given.stage.it.instance, asked) }
  if (way === "at once") {
    const { content } = await model.doGenerate(options)
    return content.map((part) => (part.type === "text" ? part.text : "")).join("")
  }
  const { stream } = await model.doStream(options)
  if (isStopped) return readUntilStopped(stream, person)
  const { text, error, finish } = await readAnswer(stream)
  if (error !== undefined) throw new Broken(text, error)
  if (finish?.finishReason.unified !== "stop") throw new Error("its finish does not say how it ended")
  return text
}

/** The person has read enough after the first words. */
async function readUntilStopped(
  stream: Awaited<ReturnType<RalexModel["doStream"]>>["stream"],
  person: AbortController,
): Promise<string> {
  let text = ""
  for await (const part of stream) {
    if (part.type !== "text-delta") continue
    text += part.delta
    person.abort(new DOMException("stopped", "AbortError"))
  }
  return text
}

/** A provider whose attempts may be struck. */
function modelOf(call: SoakCall, given: CallGiven, isStopped: boolean): RalexModel {
  const { stage, seed, session, index, weakModel } = given
  const fetch = async (input: Parameters<typeof globalThis.fetch>[0], init?: RequestInit) => {
    const { model } = JSON.parse(String(init?.body)) as { model: string }
    call.attempts++
    const strike = given.calm
      ? undefined
      : drawStrike({
          ...{ seed, session: `${session} ${index}`, attempt: call.attempts, model, weakModel },
          mayStrike: !isStopped && given.agent !== "explore",
          mayBeNameless: (SILENCE_MS + KEPT_MS) * stage.clock.factor < BILL_LAG_MS,
          elapsed: stage.clock.elapsed(),
        })
    if (!strike) return globalThis.fetch(input, init)
    call.strikes.push({ ...strike, attempt: call.attempts, model })
    if (strike.fault === "unreachable") return globalThis.fetch(NOWHERE, init)
    await stage.upstream.fail(session, strike.fault)
    return globalThis.fetch(input, init)
  }
  return new RalexModel(given.asked, {
    shakeHands: (headers) => shakeHands(headers, undefined),
    fetch: Object.assign(fetch, { preconnect: () => {} }),
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    limits: {
      ...{ connectMs: SILENCE_MS, firstContentMs: SILENCE_MS, idleMs: SILENCE_MS, pauseMs: 1 },
      // By the date, and so by the fast clock: half an hour of the person's.
      totalMs: HALF_AN_HOUR_MS * stage.clock.factor,
    },
  })
}

function saidBy(error: unknown): Said {
  if (!(error instanceof Error)) return { message: String(error), isRetried: true }
  return { message: error.message, isRetried: !("isRetryable" in error) || error.isRetryable !== false }
}
