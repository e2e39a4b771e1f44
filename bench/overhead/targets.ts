// Whom the same client can ask: the upstream itself, Ralex in process, and gateways of others on loopback before it.
import type { LanguageModelV3 } from "@ai-sdk/provider"
import { createOpenRouter } from "@openrouter/ai-sdk-provider"
import { createRalex } from "../../provider/index.ts"
import { KEY, MODEL } from "./asks.ts"
import { throwAwayHome } from "./throw-away-home.ts"

export interface Target {
  name: string
  model: LanguageModelV3
  stop: () => Promise<void>
}

interface TargetOptions {
  /** In place of the runtime's. */
  fetch?: typeof globalThis.fetch
}

/** What another server wants to hear in place of what the simulator does. */
export interface DirectOptions extends TargetOptions {
  model?: string
  apiKey?: string
  headers?: Record<string, string>
}

/** The client that Ralex has inside, without Ralex. */
export function direct(
  url: string,
  name = "direct",
  { model = MODEL, ...options }: DirectOptions = {},
): Target {
  const openRouter = createOpenRouter({ apiKey: KEY, baseURL: url, ...options })
  return { name, model: openRouter.chat(model), stop: async () => {} }
}

/**
 * As a person has it: asks are classified, money is held in a ledger on the disk and settled, the request log is written.
 * Changes this process's environment.
 */
export function ralex(url: string, id = "auto", options: TargetOptions = {}): Target {
  const stop = throwAwayHome()
  process.env.RALEX_STANDALONE = "1"
  const model = createRalex({ apiKey: KEY, baseURL: url, ...options }).languageModel(id)
  return { name: "Ralex", model, stop }
}
