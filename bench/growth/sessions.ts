// How long a session's next step takes until its request goes upstream, by how long the session is: directly by the same
// client, and through Ralex.
import type { LanguageModelV3 } from "@ai-sdk/provider"
import { finishBackground } from "../../ledger/index.ts"
import { conversationOf } from "../overhead/conversation.ts"
import { added, type Interval, quantile } from "../overhead/summary.ts"
import { direct, ralex } from "../overhead/targets.ts"
import { threadCpuMs } from "./thread-cpu.ts"

export interface SessionLine {
  target: string
  turns: number
  steps: number
  requestKb: number
  /** Milliseconds from the call to the request; `opening` is the session's first. */
  openingMs: number
  p50: number
  p99: number
  /** Of this thread's CPU. */
  cpuP50: number
  /** Over the client alone. */
  added: Interval
  addedCpu: Interval
}

interface Plan {
  turns: readonly number[]
  /** Sessions of each length by each target, and the steps that each goes on for. */
  sessions: number
  steps: number
}

interface Sent {
  at: number
  cpu: number
  bytes: number
}

interface Took {
  wall: number
  cpu: number
}

/** What was sent last: the upstream is a function, since it is nobody's overhead. */
let sent: Sent = { at: 0, cpu: 0, bytes: 0 }

const chunk = (choice: object, usage?: object) =>
  `data: ${JSON.stringify({ id: "gen-1", model: "google/gemini-3.8-flash", provider: "Google", choices: [choice], usage })}\n\n`
const ANSWER = [
  chunk({ index: 0, delta: { role: "assistant", content: "Done." } }),
  chunk(
    { index: 0, delta: {}, finish_reason: "stop" },
    { prompt_tokens: 9_000, completion_tokens: 2, total_tokens: 9_002, cost: 0.0001 },
  ),
  "data: [DONE]\n\n",
].join("")

const answerAtOnce = (async (_url: unknown, init?: { body?: unknown }) => {
  const [at, cpu] = [performance.now(), threadCpuMs()]
  sent = { at, cpu, bytes: String(init?.body).length }
  const headers = { "content-type": "text/event-stream", "x-generation-id": "gen-1" }
  return new Response(ANSWER, { headers })
}) as typeof fetch

/** Lets what goes on after an answer end, such as its settlement and its row of the log: a model takes far longer. */
const PAUSE_MS = 80

export async function measureSessions({ turns, sessions, steps }: Plan): Promise<SessionLine[]> {
  const url = "http://127.0.0.1:9/api/v1"
  const upstream = { fetch: answerAtOnce }
  const targets = [direct(url, "direct", upstream), ralex(url, "auto", upstream)]
  const lines: SessionLine[] = []
  for (const length of [turns[0] ?? 10, ...turns]) {
    const openings = targets.map((): Took[] => [])
    const later = targets.map((): Took[] => [])
    for (let at = 0; at < sessions; at++) {
      for (const [which, { model }] of targets.entries()) {
        const conversation = conversationOf(`${length}-${at}-${lines.length}`, length)
        for (let step = 0; step <= steps; step++) {
          const took = await timeToRequest(model, conversation.next())
          ;(step === 0 ? openings : later)[which]?.push(took)
        }
      }
    }
    const [base = []] = later
    for (const [which, { name }] of targets.entries())
      lines.push(
        lineOf({ target: name, turns: length, openings: openings[which], steps: later[which], base }),
      )
  }
  await finishBackground()
  for (const target of targets) await target.stop()
  return lines.slice(targets.length) // the first length was the warm-up
}

interface Measured {
  target: string
  turns: number
  openings: readonly Took[] | undefined
  steps: readonly Took[] | undefined
  /** The client's alone. */
  base: readonly Took[]
}

function lineOf({ target, turns, openings = [], steps = [], base }: Measured): SessionLine {
  const of = (from: readonly Took[], which: keyof Took) => from.map((took) => took[which])
  return {
    ...{ target, turns, steps: steps.length, requestKb: sent.bytes / 1_000 },
    openingMs: quantile(of(openings, "wall"), 0.5),
    p50: quantile(of(steps, "wall"), 0.5),
    p99: quantile(of(steps, "wall"), 0.99),
    cpuP50: quantile(of(steps, "cpu"), 0.5),
    added: added(of(steps, "wall"), of(base, "wall"), 0.5),
    addedCpu: added(of(steps, "cpu"), of(base, "cpu"), 0.5),
  }
}

async function timeToRequest(
  model: LanguageModelV3,
  call: Parameters<LanguageModelV3["doStream"]>[0],
): Promise<Took> {
  const [begunAt, cpu] = [performance.now(), threadCpuMs()]
  const { stream } = await model.doStream(call)
  const took = { wall: sent.at - begunAt, cpu: sent.cpu - cpu }
  for await (const part of stream) if (part.type === "error") throw part.error
  await Bun.sleep(PAUSE_MS)
  return took
}
