// Makes calls through the real provider against the simulator over loopback while each upstream attempt may be struck by
// a fault, and says of each call what struck it, how it ended, and whether ledger and bill agree.
import { finishBackground, keyIdOf, openAccount, reconcile, toolModels } from "../../ledger/index.ts"
import { RalexModel } from "../../provider/ralex-model.ts"
import { shakeHands } from "../../provider/shake-hands.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { callOptions, headersOf, KEY, readAnswer, type Stage, stage } from "../provider/stage.ts"
import { chance, pick } from "./chance.ts"
import { chaosModel, drawStrike, type Strike } from "./chaos-faults.ts"

export interface ChaosCall {
  session: string
  way: "streaming" | "at once"
  /** What was asked for, such as a tier. */
  asked: string
  strikes: Struck[]
  attempts: number
  text: string
  /** What ended it in place of a whole answer. */
  error: unknown
}

export interface Struck extends Strike {
  model: string
  /** The attempt's number, from 1. */
  attempt: number
}

export interface Chaos {
  calls: ChaosCall[]
  it: Stage
}

interface ChaosGiven {
  seed: number
  calls: number
  /** At the same time. */
  width?: number
}

const SECOND_KEY = KEY.replace("0011", "ffee")
/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9"
/** Far longer than an answer takes on a busy machine, and short enough to wait for what hangs. */
const SILENCE_MS = 2_500
const ASKED = ["auto", "cheap", "smart", "premium"] as const

export async function playChaos({ seed, calls, width = 16 }: ChaosGiven): Promise<Chaos> {
  const keys = [KEY, SECOND_KEY]
  const models = simulatedModels(toolModels()).map((model) => ({
    ...model,
    otherHosts: [`Other host of ${model.id}`, `Third host of ${model.id}`],
  }))
  const simulator = { keys, models, model: chaosModel }
  const it = await stage({ keys, simulator, config: { budgets: { daily: 5_000 } } })
  const played: ChaosCall[] = []
  let next = 0
  const work = async () => {
    while (next < calls) played.push(await playCall(it, seed, next++))
  }
  await Promise.all(Array.from({ length: width }, work))
  await finishBackground(30_000)
  await untilAllEnded(it)
  for (const apiKey of keys) {
    const account = openAccount({ baseUrl: it.instance.environment.baseUrl, apiKey })
    await reconcile({ ledger: it.ledger, account, keyId: keyIdOf(apiKey), now: new Date() })
  }
  return { calls: played, it }
}

async function playCall(it: Stage, seed: number, index: number): Promise<ChaosCall> {
  const session = `ses_chaos_${index}`
  const way = chance(seed, "way", index) < 0.8 ? "streaming" : "at once"
  const call: ChaosCall = {
    session,
    way,
    asked: pick(ASKED, seed, "asked", index),
    strikes: [],
    attempts: 0,
    text: "",
    error: undefined,
  }
  const model = modelOf(call, it, (attempt) => drawStrike(seed, index, attempt))
  const given = { session, turn: `msg_${index}` }
  const options = { ...callOptions(given), headers: headersOf(it.instance, given) }
  try {
    if (way === "streaming") {
      const { text, error, finish } = await readAnswer((await model.doStream(options)).stream)
      const isHonest = finish?.finishReason.unified === (error === undefined ? "stop" : "error")
      return { ...call, text, error: isHonest ? error : new Error("its finish does not say how it ended") }
    }
    const { content } = await model.doGenerate(options)
    const text = content.map((part) => (part.type === "text" ? part.text : "")).join("")
    return { ...call, text }
  } catch (error) {
    return { ...call, error }
  }
}

/** A provider whose attempts are struck, one draw for each. */
function modelOf(call: ChaosCall, { simulator }: Stage, draw: (attempt: number) => Strike | undefined) {
  const fetch = Object.assign(
    async (input: Parameters<typeof globalThis.fetch>[0], init?: RequestInit) => {
      const strike = draw(call.attempts++)
      if (!strike) return globalThis.fetch(input, init)
      const { fault } = strike
      call.strikes.push({ ...strike, model: modelNamedIn(init), attempt: call.attempts })
      if (fault === "unreachable") return globalThis.fetch(NOWHERE, init)
      simulator.fail({ ...fault, session: call.session })
      const response = await globalThis.fetch(input, init)
      // Each provider of the model was to be left out: nothing was there to be struck.
      if (fault.kind !== "reply" && response.status === 404) call.strikes.pop()
      return response
    },
    { preconnect: () => {} },
  )
  return new RalexModel(call.asked, {
    shakeHands: (headers) => shakeHands(headers, undefined),
    fetch,
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    limits: { connectMs: SILENCE_MS, firstContentMs: SILENCE_MS, idleMs: SILENCE_MS, pauseMs: 1 },
  })
}

function modelNamedIn(init: RequestInit | undefined): string {
  const { model } = JSON.parse(String(init?.body)) as { model: string }
  return model
}

/** The simulator learns of closed connections in its own time. */
async function untilAllEnded({ simulator, calls }: Stage): Promise<void> {
  const named = (await calls()).flatMap(({ generationId }) => generationId ?? [])
  for (let look = 0; look < 500; look++) {
    const billed = new Set(simulator.bill().map(({ id }) => id))
    if (named.every((id) => billed.has(id))) return
    await Bun.sleep(20)
  }
}
