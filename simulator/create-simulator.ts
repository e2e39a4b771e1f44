// OpenRouter in a box: one set of handlers that answers in process through msw and over loopback through Bun.
import { type HttpHandler, http } from "msw"
import { answerCredits, answerGeneration, answerKey, answerModels } from "./answer-account.ts"
import { answerChat } from "./answer-chat.ts"
import type { Fault } from "./fault.ts"
import type { BillLine } from "./generation.ts"
import { scriptedCodingModel } from "./scripted-coding-model.ts"
import { type LoopbackServer, serveLoopback } from "./serve-loopback.ts"
import { createState, type RecordedRequest, type SimulatorOptions } from "./simulator-state.ts"

export interface Simulator {
  /** For msw's `setupServer`; they answer `/api/v1/...` of any origin. */
  handlers: HttpHandler[]
  /** Listens on loopback; without a port, on a free one. */
  serve(port?: number): LoopbackServer
  /** Every generation that has ended, in the order of their ends. */
  bill(): BillLine[]
  /** Every chat call that could be read, in order, refused ones included. */
  requests(): RecordedRequest[]
  fail(fault: Fault): void
  /** What a key may spend in all, in USD, before it is refused with 403; null lifts it. */
  limitKey(key: string, limitUsd: number | null): void
  /** Forgets the calls, which a simulator that runs for hours need not keep. */
  forgetRequests(): void
  /** Forgets calls, bill, waiting faults, warm caches and key limits. */
  reset(): void
}

export function createSimulator(options: SimulatorOptions): Simulator {
  const state = createState({
    model: scriptedCodingModel(),
    faults: [],
    now: () => new Date(),
    pace: { firstTokenMs: 0, chunkMs: 0 },
    billing: "counted",
    generationDelayMs: 0,
    byok: [],
    thoughtSignatures: false,
    ...options,
    keys: options.keys,
  })
  const handlers = [
    http.post("*/api/v1/chat/completions", ({ request }) => answerChat(state, request)),
    http.get("*/api/v1/models", () => answerModels(state)),
    http.get("*/api/v1/key", ({ request }) => answerKey(state, request)),
    http.get("*/api/v1/generation", ({ request }) => answerGeneration(state, request)),
    http.get("*/api/v1/credits", () => answerCredits()),
  ]
  return {
    handlers,
    serve: (port = 0) => serveLoopback(handlers, port),
    bill: () => [...state.bill],
    requests: () => [...state.requests],
    fail: (fault) => state.faults.add(fault),
    limitKey: (key, limitUsd) =>
      void (limitUsd === null ? state.keyLimits.delete(key) : state.keyLimits.set(key, limitUsd)),
    forgetRequests() {
      state.requests.length = 0
    },
    reset() {
      state.bill.length = 0
      state.requests.length = 0
      state.faults.clear()
      state.cache.clear()
      state.keyLimits.clear()
    },
  }
}
