// A day of coding in fifty sessions of twenty calls: which models, how prompts grow, how long answers are, and what breaks off.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { toolModels } from "../../ledger/index.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import type { Reply, SimulatedModel } from "../../simulator/index.ts"
import { type SeededRandom, seededRandom, type TextKind } from "./seeded-random.ts"

export interface Session {
  id: string
  model: string
  /** Bytes of a document in the first ask, beyond the length at which the model's prices change. */
  document: number
}

export interface PlannedCall {
  /** A new ask of the person, or undefined within a tool loop. */
  ask: string | undefined
  reply: Reply
  /** What a tool answers if the reply calls one. */
  toolResult: string
  breaks: Break | undefined
}

/** What keeps an answer from its end, after a share of it. */
export interface Break {
  kind: "stop" | "cut" | "stream-error"
  at: number
}

export const CALLS_PER_SESSION = 20

/** How a model reasons: not, in the stream, or in secret as OpenAI's do. */
type Reasoning = "none" | "streamed" | "hidden"

interface Use {
  model: string
  sessions: number
  reasoning: Reasoning
  document?: number
}

// Half of the calls on the cheap tier, as the balanced profile has them; BYOK is a tenth.
const USES: Use[] = [
  { model: "google/gemini-3.8-flash", sessions: 18, reasoning: "streamed" },
  { model: "openai/gpt-6-luna", sessions: 6, reasoning: "hidden" },
  { model: "z-ai/glm-5.3-flash", sessions: 4, reasoning: "streamed" },
  { model: "anthropic/claude-sonnet-5", sessions: 8, reasoning: "none" },
  { model: "anthropic/claude-opus-5.5", sessions: 2, reasoning: "streamed" },
  { model: "anthropic/claude-sonnet-4.6", sessions: 1, reasoning: "none" }, // on Bedrock, see HOSTS
  { model: "x-ai/grok-4.7", sessions: 5, reasoning: "streamed" },
  { model: "openai/gpt-6-sol", sessions: 3, reasoning: "hidden" },
  { model: "qwen/qwen3-coder-plus", sessions: 2, reasoning: "none" }, // dearer from 32,000 tokens on
  { model: "google/gemini-2.5-pro", sessions: 1, reasoning: "streamed", document: 850_000 },
]
export const BYOK = "x-ai/grok-4.7"
const HOSTS: Record<string, string> = { "anthropic/claude-sonnet-4.6": "Amazon Bedrock" }

/** Of the calls. */
const SHARE = { stopped: 0.05, cut: 0.01 }
const MEAN_ANSWER_TOKENS = 310

/** Letters, digits and other bytes per token; vendors' tokenizers differ by a third, and by what they read. */
const TOKENIZERS: Record<string, readonly [number, number, number]> = {
  anthropic: [4.1, 2.1, 1.7],
  google: [4.9, 1.6, 2.2],
  openai: [5.2, 2.8, 2.1],
  "x-ai": [4.8, 2.5, 2],
}

export function modelsOfDay(): SimulatedModel[] {
  return simulatedModels(toolModels()).map((model) => {
    const [letters, digits, others] = TOKENIZERS[model.id.split("/")[0] ?? ""] ?? [4.5, 2.4, 2]
    const host = HOSTS[model.id]
    return {
      ...model,
      ...(host ? { host } : {}),
      countTokens: (text) => Math.ceil(countOf(text, letters, digits, others)),
    }
  })
}

/** Models whose hosts generate, and bill, an answer to its end though nobody reads it. */
export function isBilledToTheEnd(model: string): boolean {
  return /^(google|qwen)\//.test(model) || model in HOSTS
}

export function sessionsOfDay(seed: number): Session[] {
  const models = USES.flatMap(({ model, sessions, document = 0 }) =>
    Array.from({ length: sessions }, () => ({ model, document })),
  )
  return models.map((use, index) => ({ id: `ses_${seed}_${index}`, ...use }))
}

/** The calls of one session, in order. */
export function callsOf({ model, id }: Session, seed: number): PlannedCall[] {
  const random = seededRandom(Number(BigInt(Bun.hash(`${seed} ${id}`)) % 2n ** 32n))
  const reasoning = USES.find((use) => use.model === model)?.reasoning ?? "none"
  let continues = false
  return Array.from({ length: CALLS_PER_SESSION }, () => {
    const ask = continues ? undefined : random.text("prose", random.around(150, 0.8))
    const reply = replyOf(random, reasoning)
    const breaks = breakOf(random, reply)
    continues = reply.toolCalls !== undefined && breaks === undefined
    const toolResult = random.text(random.pick(KINDS), Math.min(40_000, random.around(2_500, 0.9)))
    return { ask, reply, toolResult, breaks }
  })
}

/** What OpenCode sends before the first ask. */
export function systemPrompt(): LanguageModelV3Prompt {
  return [{ role: "system", content: seededRandom(1).text("prose", 10_000) }]
}

const KINDS: readonly TextKind[] = ["prose", "code", "json"]

function replyOf(random: SeededRandom, reasoning: Reasoning): Reply {
  const thinks = reasoning !== "none" && random.uniform() < 0.7
  const calls = random.uniform() < 0.8
  const writes = random.uniform() < 0.2
  return {
    ...(thinks && reasoning === "streamed"
      ? { reasoning: random.text("prose", random.around(500, 0.8)) }
      : {}),
    ...(thinks && reasoning === "hidden"
      ? { hiddenReasoningTokens: Math.ceil(random.around(250, 0.8)) }
      : {}),
    text: random.text("prose", calls ? random.around(100, 0.6) : random.around(800, 0.8)),
    ...(calls ? { toolCalls: [toolCall(random, writes)] } : {}),
  }
}

function toolCall(random: SeededRandom, writes: boolean) {
  if (!writes) return { name: "read", arguments: { filePath: random.text("prose", 20).trim(), limit: 200 } }
  return {
    name: "write",
    arguments: { filePath: "src/cart.ts", content: random.text("code", random.around(2_500, 0.8)) },
  }
}

/** What happens at some moment happens to long answers more often. */
function breakOf(random: SeededRandom, reply: Reply): Break | undefined {
  const sent = JSON.stringify([reply.reasoning, reply.text, reply.toolCalls]).length
  const tokens = (reply.hiddenReasoningTokens ?? 0) + sent / 4
  const after = (share: number) => -Math.log(1 - random.uniform()) * (MEAN_ANSWER_TOKENS / share)
  const stop = after(SHARE.stopped)
  const cut = after(SHARE.cut)
  const kind = random.uniform() < 0.6 ? "cut" : "stream-error"
  if (stop < tokens) return { kind: "stop", at: stop / tokens }
  return cut < tokens ? { kind, at: cut / tokens } : undefined
}

function countOf(
  text: string,
  lettersPerToken: number,
  digitsPerToken: number,
  othersPerToken: number,
): number {
  let letters = 0
  let digits = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index) | 32
    if (code >= 97 && code <= 122) letters++
    else if (code >= 48 && code <= 57) digits++
  }
  return (
    letters / lettersPerToken + digits / digitsPerToken + (text.length - letters - digits) / othersPerToken
  )
}
