// The OpenRouter model that another router's name of a model means, and the tier that its price puts it in.
import { toolModels } from "../../ledger/index.ts"
import type { ImportedTier } from "./imported.ts"

/** How providers are called elsewhere, and by OpenRouter. */
const VENDORS: Readonly<Record<string, string>> = {
  gemini: "google",
  google: "google",
  vertex_ai: "google",
  "vertex_ai-anthropic": "anthropic",
  bedrock: "",
  azure: "openai",
  azure_ai: "",
  openai: "openai",
  anthropic: "anthropic",
  mistral: "mistralai",
  deepseek: "deepseek",
  xai: "x-ai",
  groq: "",
  cohere: "cohere",
  cohere_chat: "cohere",
  perplexity: "perplexity",
  zai: "z-ai",
  moonshot: "moonshotai",
  dashscope: "qwen",
}

const SERVERS = /^(ollama|ollama_chat|hosted_vllm|vllm|lm_studio|llamafile|openai_like|custom_openai)\//

/** Whether LiteLLM means a server of one's own, such as `ollama/llama3`. */
export function isOwnServer(name: string): boolean {
  return SERVERS.test(name)
}

/** LiteLLM's name without its first word, where that says which provider is asked: `llama3`. */
export function withoutProvider(name: string): string {
  const [first = "", ...rest] = name.split("/")
  const isProvider = isOwnServer(name) || Object.hasOwn(VENDORS, first) || first === "openrouter"
  return isProvider && rest.length > 0 ? rest.join("/") : name
}

/** @param name `openrouter/anthropic/claude-sonnet-5`, `anthropic/claude-sonnet-5`, `gpt-6-sol`. */
export function openRouterId(name: string): string | undefined {
  const plain = name.replace(/^openrouter\//, "")
  const models = new Map(toolModels().map((model) => [comparable(model.id), model.id]))
  const [vendor = "", ...rest] = plain.split("/")
  const own = VENDORS[vendor]
  const called = own === undefined ? plain : [own, ...rest].filter(Boolean).join("/")
  const exact = models.get(comparable(called))
  if (exact !== undefined) return exact
  const last = comparable(called.split("/").at(-1) ?? "")
  const found = [...models].filter(([id]) => id.split("/").at(-1) === last).map(([, id]) => id)
  return found.length === 1 ? found[0] : undefined
}

/** Dates and dashes are written in many ways: claude-sonnet-4-5-20250929 is claude-sonnet-4.5. */
function comparable(id: string): string {
  return id
    .toLowerCase()
    .replace(/[-@]20\d{2}-?\d{2}-?\d{2}(?=$|:)/, "")
    .replace(/(?<=\d)-(?=\d)/g, ".")
    .replace(/-latest$/, "")
}

/** Where the price of a model lies nearest, on a logarithmic scale, to what leads a tier. USD a million tokens. */
const LEADS: readonly [ImportedTier, number][] = [
  ["cheap", 0.6],
  ["smart", 5],
  ["premium", 12],
]

/** @param id A model of the catalogue. */
export function tierByPrice(id: string): ImportedTier {
  const model = toolModels().find((each) => each.id === id)
  if (!model) return "smart"
  const usd = (Number(model.price.inputNanoPerMillion) * 3 + Number(model.price.outputNanoPerMillion)) / 4e9
  if (usd === 0) return "free"
  const distance = (lead: number) => Math.abs(Math.log(usd / lead))
  return LEADS.reduce((best, each) => (distance(each[1]) < distance(best[1]) ? each : best))[0]
}

/** @param id A model of the catalogue. USD a million tokens. */
export function pricesOf(id: string): { inputUsdPerMillion: number; outputUsdPerMillion: number } {
  const price = toolModels().find((each) => each.id === id)?.price
  return {
    inputUsdPerMillion: Number(price?.inputNanoPerMillion ?? 0) / 1e9,
    outputUsdPerMillion: Number(price?.outputNanoPerMillion ?? 0) / 1e9,
  }
}
