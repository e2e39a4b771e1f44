// How long a session's next step takes until its request goes upstream, by how long the session is: directly by the same
// client, and through Ralex.
import type { LanguageModelV3 } from "@ai-sdk/provider"
import { finishBackground } from "../../ledger/index.ts"
import { added, type Interval, quantile } from "../overhead/summary.ts"
import { direct, ralex } from "../overhead/targets.ts"
import { conversationOf } from "./conversation.ts"

export interface SessionLine {
  target: string
  turns: number
  steps: number
  requestKb: number
  /** Milliseconds from the call to the request; `opening` is the session's first. */
  openingMs: number
  p50: number
  p99: number
  /** Over the client alone. */
  added: Interval
}

interface Plan {
  turns: readonly number[]
  /** Sessions of each length by each target, and the steps that each goes on for. */
  sessions: number
  steps: number
}

interface Sent {
  at: number
  bytes: number
}

/** What was sent last: the upstream is a function, since it is nobody's overhead. */
let sent: Sent = { at: 0, bytes: 0 }

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
  const at = performance.now()
  sent = { at, bytes: String(init?.body).length }
  const headers = { "content-type": "text/event-stream", "x-generation-id": "gen-1" }
  return new Response(ANSWER, { headers })
}) as typeof fetch

/** Lets what goes on after an answer end, such as its settlement. */
const PAUSE_MS = 5

export async function measureSessions({ turns, sessions, steps }: Plan): Promise<SessionLine[]> {
  const url = "http://127.0.0.1:9/api/v1"
  const upstream = { fetch: answerAtOnce }
  const targets = [direct(url, "direct", upstream), ralex(url, "auto", upstream)]
  const lines: SessionLine[] = []
  for (const length of [turns[0] ?? 10, ...turns]) {
    const openings = targets.map((): number[] => [])
    const later = targets.map((): number[] => [])
    for (let at = 0; at < sessions; at++) {
      for (const [which, { model }] of targets.entries()) {
        const conversation = conversationOf(`${length}-${at}-${lines.length}`, length)
        for (let step = 0; step <= steps; step++) {
          const took = await timeToRequest(model, conversation.next())
          ;(step === 0 ? openings : later)[which]?.push(took)
        }
      }
    }
    lines.push(
      ...targets.map(({ name }, which): SessionLine => {
        const own = later[which] ?? []
        return {
          target: name,
          turns: length,
          steps: own.length,
          requestKb: sent.bytes / 1_000,
          openingMs: quantile(openings[which] ?? [], 0.5),
          p50: quantile(own, 0.5),
          p99: quantile(own, 0.99),
          added: added(own, later[0] ?? [], 0.5),
        }
      }),
    )
  }
  await finishBackground()
  for (const target of targets) await target.stop()
  return lines.slice(targets.length) // the first length was the warm-up
}

async function timeToRequest(
  model: LanguageModelV3,
  call: Parameters<LanguageModelV3["doStream"]>[0],
): Promise<number> {
  const begunAt = performance.now()
  const { stream } = await model.doStream(call)
  const took = sent.at - begunAt
  for await (const part of stream) if (part.type === "error") throw part.error
  await Bun.sleep(PAUSE_MS)
  return took
}
