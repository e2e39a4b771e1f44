// Gathers models, limits and notes of another router's configuration into a ralex.yaml: each model in the tier of its price,
// endpoints that are not OpenRouter's as upstreams, keys by the names of their variables and never by their values.
import type { Imported, ImportedTier, ProposedConfig, ProposedUpstream } from "./imported.ts"
import { openRouterId, tierByPrice } from "./openrouter-id.ts"

export interface GivenModel {
  /** What the other router calls it. */
  alias: string
  model: string
  baseUrl?: string | undefined
  key?: string | undefined
  context?: number | undefined
  inputUsdPerMillion?: number
  outputUsdPerMillion?: number
  /** Where it is to stand, whatever it costs. */
  tier?: ImportedTier | undefined
}

const USUAL_CONTEXT = 32_768
const OPENROUTER = /^https?:\/\/openrouter\.ai(?:[/:]|$)/
const LOCAL = /^(ollama|ollama_chat|hosted_vllm|vllm|lm_studio|llamafile|openai_like|custom_openai)\//

export class Collector {
  private readonly config: ProposedConfig = {}
  private readonly notes: string[] = []
  /** By alias: its model, and its tier. */
  private readonly placed = new Map<string, { id: string; tier: ImportedTier }>()

  note(sentence: string): void {
    if (!this.notes.includes(sentence)) this.notes.push(sentence)
  }

  addModel(given: GivenModel): void {
    const { alias, model, baseUrl, key } = given
    const isOwn = LOCAL.test(model) || (baseUrl !== undefined && !OPENROUTER.test(baseUrl))
    const id = isOwn ? undefined : openRouterId(model)
    if (id !== undefined) {
      this.place(alias, id, given.tier ?? tierByPrice(id))
      if (key !== undefined) this.noteKey(alias, key)
    } else if (isOwn && baseUrl !== undefined) this.addEndpoint(given, baseUrl)
    else
      this.note(
        `${alias} (${model}): OpenRouter has no model of that name that can use tools; choose one with \`ralex models\`.`,
      )
  }

  /** The fallback is asked after the first one, in the tier of that. */
  follow(from: string, to: string): void {
    const [first, next] = [this.placed.get(from), this.placed.get(to)]
    if (first && next && first.tier !== next.tier) this.place(to, next.id, first.tier)
  }

  addRate(alias: string, rate: { requests?: number; tokens?: number }): void {
    const { id } = this.placed.get(alias) ?? {}
    if (id === undefined) return
    this.addCalls({ rateLimits: { ...this.config.calls?.rateLimits, [id]: rate } })
  }

  addBudget(window: "daily" | "weekly" | "monthly", usd: number): void {
    this.config.budgets = { ...this.config.budgets, [window]: usd }
  }

  addCalls(calls: NonNullable<ProposedConfig["calls"]>): void {
    this.config.calls = { ...this.config.calls, ...calls }
  }

  addCache(ttl: number): void {
    this.config.cache = { ttl }
  }

  finish(): Imported {
    return { config: this.config, notes: this.notes }
  }

  private place(alias: string, id: string, tier: ImportedTier): void {
    const models = this.config.tiers?.[tier] ?? []
    if (!models.includes(id)) this.config.tiers = { ...this.config.tiers, [tier]: [...models, id] }
    if (!this.placed.has(alias)) this.placed.set(alias, { id, tier })
  }

  private addEndpoint(given: GivenModel, baseUrl: string): void {
    const { alias, model, key, context = USUAL_CONTEXT } = given
    const { inputUsdPerMillion = 0, outputUsdPerMillion = 0 } = given
    const name = upstreamName(baseUrl)
    const id = model.replace(LOCAL, "").replace(/^openai\//, "")
    const known = this.config.upstreams?.[name] ?? { baseUrl: withVersion(baseUrl, model), models: {} }
    const upstream: ProposedUpstream = {
      ...known,
      ...(key === undefined ? {} : { apiKeyEnv: this.variableFor(name, key) }),
      models: { ...known.models, [id]: { inputUsdPerMillion, outputUsdPerMillion, context } },
    }
    this.config.upstreams = { ...this.config.upstreams, [name]: upstream }
    if (inputUsdPerMillion + outputUsdPerMillion === 0)
      this.note(`${name}/${id} is written as free; put its prices in where it is not.`)
    this.place(alias, `${name}/${id}`, given.tier ?? "cheap")
  }

  private variableFor(name: string, key: string): string {
    const variable = variableOf(key)
    if (variable !== undefined) return variable
    const own = `${name.toUpperCase().replaceAll("-", "_")}_KEY`
    this.note(`The key of ${name} stands in the file: put it into ${own}; it was not copied.`)
    return own
  }

  private noteKey(alias: string, key: string): void {
    const variable = variableOf(key)
    if (variable === "OPENROUTER_API_KEY") return
    if (variable !== undefined)
      this.note(`${alias} is asked through OpenRouter with its key; ${variable} is not needed any more.`)
    else
      this.note(
        "A key stands in the file and was not copied: `opencode auth login`, or OPENROUTER_API_KEY, tells Ralex the one for OpenRouter.",
      )
  }
}

/** `os.environ/NAME`, `$NAME`, `${NAME}`: nothing for what may be the key itself. */
function variableOf(key: string): string | undefined {
  return key.match(/^(?:os\.environ\/|\$\{?)([A-Za-z_]\w*)\}?$/)?.[1]
}

/** `local` for this machine, else the first word of the host that says something. */
function upstreamName(baseUrl: string): string {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : baseUrl
  if (/^(localhost|127\.|\[|host\.docker|0\.0\.0\.0)/.test(host)) return "local"
  const word = host.split(".").find((part) => /^[a-z]/i.test(part) && !/^(api|www|v1)$/.test(part)) ?? "own"
  return word.toLowerCase().replace(/[^a-z0-9-]/g, "-")
}

/** Where `/chat/completions` is: Ollama's own address is without the version. */
function withVersion(baseUrl: string, model: string): string {
  const plain = baseUrl
    .replace(/[?#].*$/s, "")
    .replace(/\/+$/, "")
    .replace(/\/chat\/completions$/, "")
  return /^ollama/.test(model) && !plain.endsWith("/v1") ? `${plain}/v1` : plain
}
