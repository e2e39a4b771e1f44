// The two ways to reach the simulator, and the models that its tests know.
import { afterEach } from "bun:test"
import { setupServer } from "msw/node"
import type { SimulatedModel, Simulator } from "../../simulator/index.ts"

export interface Lane {
  name: string
  /** Opens the way until the test's end, and gives the base URL. */
  open(simulator: Simulator): string
}

export const lanes: Lane[] = [
  {
    name: "in process",
    open(simulator) {
      const server = setupServer(...simulator.handlers)
      server.listen({ onUnhandledRequest: "error" })
      closers.push(() => server.close())
      return "https://openrouter.ai/api/v1"
    },
  },
  {
    name: "over loopback",
    open(simulator) {
      const server = simulator.serve()
      closers.push(() => server.stop())
      return server.url
    },
  },
]

const closers: (() => void | Promise<void>)[] = []

/** To be called once at the top of a test file. */
export function closeLanes(): void {
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })
}

const limits = { contextTokens: 10_000, maxOutputTokens: 2_000, tools: true, inputModalities: ["text"] }

export const models: SimulatedModel[] = [
  {
    ...limits,
    id: "google/gemini-3.8-flash",
    name: "Gemini 3.8 Flash",
    price: { input: 0.75, output: 3.75, cacheRead: 0.075, cacheWrite: 0.041667 },
  },
  {
    ...limits,
    id: "anthropic/claude-sonnet-5",
    name: "Claude Sonnet 5",
    price: { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 },
  },
  { ...limits, id: "openai/gpt-6-luna", name: "GPT-6 Luna", price: { input: 0.1, output: 0.5 } },
  { ...limits, id: "qwen/plain:free", name: "Plain", tools: false, price: { input: 0, output: 0 } },
]

export const [flash, sonnet, luna, plain] = models.map(({ id }) => id) as [string, string, string, string]

/** One raw chat call. */
export function chat(baseURL: string, body: object, init: RequestInit = {}): Promise<Response> {
  return fetch(`${baseURL}/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer key-1", "content-type": "application/json", "x-session-id": "ses_1" },
    body: JSON.stringify({ model: flash, messages: [{ role: "user", content: "hello" }], ...body }),
    ...init,
  })
}

/** The JSON of a stream's data lines, without `[DONE]` and without what is not JSON. */
export function chunksOf(text: string): Chunk[] {
  return text
    .split("\n\n")
    .filter((line) => line.startsWith("data: {") && line.endsWith("}"))
    .map((line) => JSON.parse(line.slice("data: ".length)) as Chunk)
}

export interface Chunk {
  id: string
  model: string
  choices: { delta: { content?: string | null }; finish_reason: string | null }[]
  usage?: { cost: number; completion_tokens: number; prompt_tokens_details: { cached_tokens: number } }
  error?: { code: number | string; message: string }
}
