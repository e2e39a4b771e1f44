// Gathers models, limits and notes of another router's configuration into a ralex.yaml: each model in the tier of its price,
// endpoints that are not OpenRouter's as upstreams, keys by the names of their variables and never by their values.
import type { Imported, ImportedTier, ProposedConfig, ProposedUpstream } from "./imported.ts"
import { isOwnServer, openRouterId, pricesOf, tierByPrice } from "./openrouter-id.ts"

export interface GivenModel {
  /** What the other router calls it. */
  alias: string
  model: string
  baseUrl?: string | undefined
  /** What it is called there; left out, as `model`. */
  own?: string
  /** What is understood at `baseUrl`; left out, OpenAI's interface. */
  speaks?: "openai" | "other"
  key?: string | undefined
  context?: number | undefined
  inputUsdPerMillion?: number
  outputUsdPerMillion?: number
  /** Where it is to stand, whatever it costs. */
  tier?: ImportedTier | undefined
}

const USUAL_CONTEXT = 32_768
const OPENROUTER = /^https?:\/\/openrouter\.ai(?:[/:]|$)/
const OLLAMA = "http://localhost:11434"
/** LiteLLM's providers whose `api_base` has an interface of its own. */
const SPEAKS_OTHERWISE = /^(azure|azure_ai|bedrock|sagemaker|vertex_ai|gemini|anthropic|cohere|watsonx)\//
/** What servers of this machine are given for a key that they do not ask for. */
const NO_KEY = /^(none|null|empty|dummy|fake|ollama|lm-?studio|not-?needed|anything|x+|sk-1234)?$/i
/** The most that ralex.yaml takes. */
const MOST = { attempts: 20, seconds: 86_400, cacheSeconds: 2_592_000 }

export class Collector {
  private readonly config: ProposedConfig = {}
  private readonly notes: string[] = []
  /** By alias: its model, and its tier. */
  private readonly placed = new Map<string, { id: string; tier: ImportedTier }>()

  note(sentence: string): void {
    if (!this.notes.includes(sentence)) this.notes.push(sentence)
  }

  addModel(given: GivenModel): void {
    const address = this.ownAddress(given)
    if (address !== undefined) this.addEndpoint(given, address)
    else if (given.model.includes("*"))
      this.note(
        `${given.alias} (${given.model}): OpenCode lists every OpenRouter model, as ralex/ and its id.`,
      )
    else if (!isOwnServer(given.model)) this.addOpenRouterModel(given)
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

  addCalls({ attempts, total, firstToken, rateLimits }: NonNullable<ProposedConfig["calls"]>): void {
    const seconds = (given: number) => Math.min(given, MOST.seconds)
    this.config.calls = {
      ...this.config.calls,
      ...(attempts ? { attempts: Math.min(Math.round(attempts), MOST.attempts) } : {}),
      ...(total ? { total: seconds(total) } : {}),
      ...(firstToken ? { firstToken: seconds(firstToken) } : {}),
      ...(rateLimits ? { rateLimits } : {}),
    }
  }

  addCache(ttl: number): void {
    this.config.cache = { ttl: Math.min(Math.round(ttl), MOST.cacheSeconds) }
  }

  /** @param keys What is there and was not read. */
  noteUnread(place: string, keys: Iterable<string>): void {
    const names = [...new Set(keys)]
    if (names.length > 0) this.note(`${place} without a counterpart: ${names.join(", ")}.`)
  }

  finish(): Imported {
    return { config: this.config, notes: this.notes }
  }

  private addOpenRouterModel({ alias, model, key, tier }: GivenModel): void {
    const id = openRouterId(model)
    if (id !== undefined) {
      this.place(alias, id, tier ?? tierByPrice(id))
      if (key) this.noteKey(alias, key)
    } else
      this.note(
        `${alias} (${model}): OpenRouter has no model of that name that can use tools; choose one with \`ralex models\`.`,
      )
  }

  private place(alias: string, id: string, tier: ImportedTier): void {
    const models = this.config.tiers?.[tier] ?? []
    if (!models.includes(id)) this.config.tiers = { ...this.config.tiers, [tier]: [...models, id] }
    if (!this.placed.has(alias)) this.placed.set(alias, { id, tier })
  }

  /** Where beside OpenRouter it is asked. What stands there and can not be is said, and OpenRouter gets its models. */
  private ownAddress({ alias, model, baseUrl, speaks }: GivenModel): string | undefined {
    if (baseUrl === undefined && /^ollama/.test(model)) return OLLAMA
    if (baseUrl === undefined && isOwnServer(model))
      this.note(`${alias} (${model}): its address is not in the file; write it as one of upstreams.`)
    if (baseUrl === undefined || OPENROUTER.test(baseUrl)) return undefined
    if (speaks === "other" || SPEAKS_OTHERWISE.test(model)) {
      this.note(
        `${alias}: its own address does not speak OpenAI's interface; it is looked for at OpenRouter.`,
      )
      return undefined
    }
    if (/^https?:\/\//.test(baseUrl) && URL.canParse(baseUrl)) return baseUrl
    const where = variableOf(baseUrl) ?? "something that is no URL"
    const instead = isOwnServer(model) ? "" : "; until then it is looked for at OpenRouter"
    this.note(
      `${alias}: its address is in ${where}, not in the file; write it as one of upstreams${instead}.`,
    )
    return undefined
  }

  private addEndpoint(given: GivenModel, baseUrl: string): void {
    const { alias, model, own: id = model, key, context = USUAL_CONTEXT } = given
    const name = upstreamName(baseUrl)
    const known = this.config.upstreams?.[name] ?? { baseUrl: withVersion(baseUrl, model), models: {} }
    const upstream: ProposedUpstream = {
      ...known,
      ...(key === undefined || NO_KEY.test(key) ? {} : { apiKeyEnv: this.variableFor(name, key) }),
      models: { ...known.models, [id]: { ...this.pricesFor(given, `${name}/${id}`), context } },
    }
    this.config.upstreams = { ...this.config.upstreams, [name]: upstream }
    this.place(alias, `${name}/${id}`, given.tier ?? "cheap")
  }

  /** The file's; else what OpenRouter takes for such a model, but on this machine; else nothing. */
  private pricesFor({ model, inputUsdPerMillion = 0, outputUsdPerMillion = 0 }: GivenModel, called: string) {
    if (inputUsdPerMillion + outputUsdPerMillion > 0) return { inputUsdPerMillion, outputUsdPerMillion }
    const id = called.startsWith("local/") ? undefined : openRouterId(model)
    if (id === undefined) {
      this.note(`${called} is written as free; put its prices in where it is not, or no budget counts it.`)
      return { inputUsdPerMillion: 0, outputUsdPerMillion: 0 }
    }
    this.note(`${called} is written with OpenRouter's prices of ${id}; put its own in.`)
    return pricesOf(id)
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
  const name = word.toLowerCase().replace(/[^a-z0-9-]/g, "-")
  return name === "openrouter" ? "own" : name
}

/** Where `/chat/completions` is: Ollama's own address is without the version. */
function withVersion(baseUrl: string, model: string): string {
  const plain = baseUrl
    .replace(/[?#].*$/s, "")
    .replace(/^(https?:\/\/)[^/]*@/, "$1")
    .replace(/\/+$/, "")
    .replace(/\/chat\/completions$/, "")
  return /^ollama/.test(model) && !plain.endsWith("/v1") ? `${plain}/v1` : plain
}
