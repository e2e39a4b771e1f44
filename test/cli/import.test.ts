// `ralex import`: what LiteLLM's and claude-code-router's configurations come to, and that no key of theirs is copied.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { parse } from "yaml"
import { importDocumentSchema } from "../../cli/contract.ts"
import { configSchema } from "../../config/index.ts"
import { createSandbox, HANG_MS } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

const sandbox = createSandbox()
afterAll(() => sandbox.remove())

const SECRET = "sk-ant-planted-secret-0123456789"

const litellm = `
model_list:
  - model_name: fast
    litellm_params: { model: openrouter/google/gemini-3.8-flash, api_key: os.environ/OPENROUTER_API_KEY, rpm: 60, tpm: 100000 }
  - model_name: strong
    litellm_params: { model: anthropic/claude-sonnet-5, api_key: os.environ/ANTHROPIC_API_KEY }
  - model_name: best
    litellm_params: { model: claude-opus-5-5, api_key: ${SECRET} }
  - model_name: home
    litellm_params: { model: ollama/qwen3-coder, api_base: "http://localhost:11434" }
    model_info: { max_input_tokens: 65536 }
  - model_name: corp
    litellm_params: { model: openai/big, api_base: "https://api.corp.example/v1", api_key: ${SECRET}, input_cost_per_token: 0.000002, output_cost_per_token: 0.00001 }
  - model_name: odd
    litellm_params: { model: bedrock/some.model-v1 }
litellm_settings:
  max_budget: 20
  budget_duration: 30d
  num_retries: 3
  request_timeout: 600
  fallbacks: [{ fast: [strong] }, { strong: [nobody] }]
  success_callback: [langfuse]
general_settings: { master_key: ${SECRET} }
`

const router = JSON.stringify({
  Providers: [
    {
      name: "openrouter",
      api_base_url: "https://openrouter.ai/api/v1/chat/completions",
      api_key: SECRET,
      models: ["google/gemini-3.8-flash", "anthropic/claude-sonnet-5", "openai/gpt-6-sol"],
      transformer: { use: ["openrouter"] },
    },
    { name: "lm", api_base_url: "http://127.0.0.1:1234/v1/chat/completions", models: ["qwen3"] },
  ],
  Router: {
    default: "openrouter,openai/gpt-6-sol",
    background: "lm,qwen3",
    think: "openrouter,anthropic/claude-sonnet-5",
    longContext: "openrouter,google/gemini-3.8-flash",
    gone: "nobody,x",
  },
  API_TIMEOUT_MS: 600000,
})

async function imported(from: string, file: string, text: string) {
  sandbox.write(file, text)
  const json = await sandbox.ralex(["import", from, file, "--json"])
  const plain = await sandbox.ralex(["import", from, file])
  return { json, plain, document: importDocumentSchema.parse(JSON.parse(json.out)) }
}

describe("ralex import litellm", () => {
  test("puts models into tiers by price, with fallbacks behind them, and limits and times where Ralex has them", async () => {
    const { document } = await imported("litellm", "config.yaml", litellm)
    expect(document.config).toEqual({
      tiers: {
        cheap: ["google/gemini-3.8-flash", "local/qwen3-coder", "corp/big", "anthropic/claude-sonnet-5"],
        smart: ["anthropic/claude-sonnet-5"],
        premium: ["anthropic/claude-opus-5.5"],
      },
      upstreams: {
        local: {
          baseUrl: "http://localhost:11434/v1",
          models: { "qwen3-coder": { inputUsdPerMillion: 0, outputUsdPerMillion: 0, context: 65536 } },
        },
        corp: {
          baseUrl: "https://api.corp.example/v1",
          apiKeyEnv: "CORP_KEY",
          models: { big: { inputUsdPerMillion: 2, outputUsdPerMillion: 10, context: 32768 } },
        },
      },
      budgets: { monthly: 20 },
      calls: {
        rateLimits: { "google/gemini-3.8-flash": { requests: 60, tokens: 100000 } },
        attempts: 4,
        total: 600,
      },
    })
  })

  test("says what has no counterpart, and copies no key", async () => {
    const { document, json, plain } = await imported("litellm", "config.yaml", litellm)
    const told = document.notes.join("\n")
    for (const word of [
      "odd (bedrock/some.model-v1)",
      "nobody is no model",
      "general_settings",
      "success_callback",
      "ANTHROPIC_API_KEY",
      "CORP_KEY",
    ])
      expect(told).toContain(word)
    expect(json.out + json.err + plain.out + plain.err).not.toContain(SECRET)
    expect(plain.code).toBe(0)
    expect(configSchema.safeParse(parse(plain.out)).success).toBe(true)
  })
})

/** Shapes that LiteLLM's own documentation shows. */
const documented = `
include: [more.yaml]
model_list:
  - { model_name: gpt, litellm_params: { model: azure/my-deployment, api_base: os.environ/AZURE_API_BASE, api_version: "2025-01-01" } }
  - { model_name: elsewhere, litellm_params: { model: openai/inner, api_base: os.environ/INNER_BASE } }
  - { model_name: native, litellm_params: { model: gemini/gemini-3.8-flash, api_base: "https://gemini.corp.example" } }
  - { model_name: vllm, litellm_params: { model: openai/facebook/opt, api_base: "http://0.0.0.0:8000/v1", api_key: none } }
  - { model_name: home, litellm_params: { model: ollama/llama3 } }
  - { model_name: secret, litellm_params: { model: openai/x, api_base: "https://me:${SECRET}@gate.example/v1?key=${SECRET}" } }
  - { model_name: seek, litellm_params: { model: deepseek/deepseek-chat, api_base: "https://api.deepseek.com" } }
  - { model_name: "*", litellm_params: { model: "openai/*" } }
litellm_settings: { num_retries: 50, request_timeout: 1000000, cache: true, cache_params: { ttl: 1.0e9 }, default_fallbacks: [gpt], set_verbose: true }
router_settings: { provider_budget_config: { openai: { budget_limit: 1, time_period: 1d } } }
`

describe("what LiteLLM's documentation shows", () => {
  test("is taken over as far as it can be asked and bounded", async () => {
    const { document, plain } = await imported("litellm", "documented.yaml", documented)
    expect(document.config).toMatchObject({
      tiers: {
        cheap: [
          "google/gemini-3.8-flash",
          "local/facebook/opt",
          "local/llama3",
          "gate/x",
          "deepseek/deepseek-chat",
        ],
      },
      upstreams: {
        local: { baseUrl: "http://0.0.0.0:8000/v1" },
        gate: { baseUrl: "https://gate.example/v1" },
      },
      calls: { attempts: 20, total: 86_400 },
      cache: { ttl: 2_592_000 },
    })
    expect(document.config).not.toHaveProperty("upstreams.local.apiKeyEnv") // "none" is no key
    expect(document.config).toHaveProperty(
      "upstreams.deepseek.models.deepseek-chat.inputUsdPerMillion",
      expect.closeTo(0.26, 1), // free, no budget would count it
    )
    expect(plain.out + plain.err).not.toContain(SECRET)
    expect(configSchema.safeParse(parse(plain.out)).success).toBe(true)
  })

  test.each([
    ["an address in a variable", "elsewhere: its address is in INNER_BASE"],
    ["another interface", "native: its own address does not speak OpenAI's interface"],
    ["a pattern", "* (openai/*): OpenCode lists every OpenRouter model"],
    ["limits by provider", "provider_budget_config: "],
    ["fallbacks of all", "default_fallbacks: "],
    ["other files", "include: "],
    ["every other setting", "Settings without a counterpart: set_verbose."],
    ["every other key of a model", "Keys of models without a counterpart: api_version."],
  ])("and %s is said", async (_name, said) => {
    const { document } = await imported("litellm", "documented.yaml", documented)
    expect(document.notes.join("\n")).toContain(said)
  })
})

describe("ralex import claude-code-router", () => {
  test("reads comments and commas at the end, as its README has them; Gemini's own interface is left to OpenRouter", async () => {
    const text = `{
      // a full URL
      "PROXY_URL": "http://127.0.0.1:7890",
      "Providers": [{ "name": "g", "api_base_url": "https://generativelanguage.googleapis.com/v1beta/models/",
        "models": ["gemini-3.8-flash"], "transformer": { "use": ["gemini"] } },
        { "name": "groq", "api_base_url": "https://api.groq.com/openai/v1/chat/completions", "models": ["openai/gpt-oss"] },],
      "Router": { "default": "g,gemini-3.8-flash", "longContextThreshold": 60000 },
    }`
    const { document } = await imported("claude-code-router", "commented.json", text)
    expect(document.config).toMatchObject({
      tiers: { smart: ["google/gemini-3.8-flash"], cheap: ["groq/openai/gpt-oss"] },
      upstreams: { groq: { baseUrl: "https://api.groq.com/openai/v1", models: { "openai/gpt-oss": {} } } },
    })
    const told = document.notes.join("\n")
    for (const said of [
      "Settings without a counterpart: PROXY_URL",
      "longContextThreshold",
      "OpenAI's interface",
    ])
      expect(told).toContain(said)
  })

  test("its routes become tiers, other providers upstreams", async () => {
    const { document, json, plain } = await imported("claude-code-router", "config.json", router)
    expect(document.config).toMatchObject({
      tiers: {
        cheap: ["local/qwen3", "google/gemini-3.8-flash"],
        smart: ["openai/gpt-6-sol"],
        premium: ["anthropic/claude-sonnet-5"],
      },
      upstreams: { local: { baseUrl: "http://127.0.0.1:1234/v1" } },
      calls: { total: 600 },
    })
    expect(document.notes.join("\n")).toContain("longContext")
    expect(json.out + plain.out + plain.err).not.toContain(SECRET)
  })
})

describe("what can not be imported", () => {
  test.each([
    ["no source", [], "ralex import litellm config.yaml"],
    ["another one", ["import", "portkey", "x.json"], "ralex import litellm config.yaml"],
    ["no file", ["import", "litellm", "none.yaml"], "none.yaml can not be read"],
    ["no JSON", ["import", "claude-code-router", "config.yaml"], "it is not JSON at line 2"],
  ])("%s is bad usage, with what to do", async (_name, words, said) => {
    const { code, err } = await sandbox.ralex(words.length > 0 ? words : ["import"])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(said) })
  })

  test("a file of something else is named, with what is wrong in it", async () => {
    sandbox.write("other.yaml", "services: { web: {} }\n")
    const { code, err } = await sandbox.ralex(["import", "litellm", "other.yaml"])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("model_list") })
  })
})
