// What one simulated account remembers: calls, generations, faults, caches, key limits.
import type { ChatRequest } from "./chat-request.ts"
import type { CodingModel } from "./coding-model.ts"
import { createFaultQueue, type Fault, type FaultQueue } from "./fault.ts"
import type { BillLine } from "./generation.ts"
import type { Pace } from "./play-steps.ts"
import { createPromptCache, type PromptCache } from "./prompt-cache.ts"
import type { SimulatedModel } from "./simulated-model.ts"

export interface RecordedRequest {
  at: Date
  /** Names in lower case. */
  headers: Record<string, string>
  body: ChatRequest
}

export interface SimulatorOptions {
  /** The catalogue; a call of any other model answers 404. */
  models: readonly SimulatedModel[]
  /** What answers; left out, the scripted coding model. */
  model?: CodingModel
  /** The accepted API keys; left out, any key is. */
  keys?: readonly string[]
  /** Faults from the start on, as by `fail`. */
  faults?: readonly Fault[]
  now?: () => Date
  /** Milliseconds before the first token and before each chunk; left out, none. */
  pace?: Pace
  /** `worst-case` bills a token for each byte of the prompt, never a cached one, and all of `max_tokens`. */
  billing?: "counted" | "worst-case"
  /** API keys and models whose calls the providers bill to keys of the person's own; left out, none. */
  byok?: readonly string[]
  /** Google's models sign their tool calls, and refuse unsigned ones of the running turn with 400, as Gemini 3 does. */
  thoughtSignatures?: boolean
  /** How long `/generation` answers 404 after a generation has ended; 0 when left out. */
  generationDelayMs?: number
}

export interface SimulatorState {
  options: Required<Omit<SimulatorOptions, "keys">> & { keys: readonly string[] | undefined }
  requests: RecordedRequest[]
  bill: BillLine[]
  faults: FaultQueue
  cache: PromptCache
  /** USD that each key may spend in all. */
  keyLimits: Map<string, number>
  nextGenerationId(): string
}

export function createState(options: SimulatorState["options"]): SimulatorState {
  let count = 0
  return {
    options,
    requests: [],
    bill: [],
    faults: createFaultQueue(options.faults),
    cache: createPromptCache(options.now),
    keyLimits: new Map(),
    nextGenerationId() {
      count += 1
      const seconds = Math.floor(options.now().getTime() / 1000)
      return `gen-${seconds}-${count.toString(36).padStart(20, "0")}`
    },
  }
}

/** What OpenRouter charged a key since a time, and what providers billed the person's own keys; its limit is for the first. */
export function billedNano(
  state: SimulatorState,
  key: string,
  since = 0,
): { charged: bigint; byProviders: bigint } {
  const lines = state.bill.filter((line) => line.key === key && line.at.getTime() >= since)
  const charged = lines.reduce((sum, line) => sum + line.chargedNano, 0n)
  return { charged, byProviders: lines.reduce((sum, line) => sum + line.costNano, 0n) - charged }
}
