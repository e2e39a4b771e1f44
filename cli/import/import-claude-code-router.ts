// claude-code-router's config.json as ralex.yaml: its providers, and who answers what. Pure.
import * as z from "zod"
import { Collector, type GivenModel } from "./collector.ts"
import type { Imported, ImportedTier } from "./imported.ts"

const providerSchema = z.looseObject({
  name: z.string(),
  api_base_url: z.string(),
  api_key: z.string().optional(),
  models: z.array(z.string()).default([]),
})

export const claudeCodeRouterSchema = z.looseObject(
  {
    Providers: z.array(providerSchema, "must be a list of providers").min(1, "must name a provider"),
    Router: z.record(z.string(), z.unknown()).default({}),
    API_TIMEOUT_MS: z.coerce.number().positive().optional(),
  },
  "must have Providers",
)

/** What its routes are for, as tiers. */
const ROUTES: Readonly<Record<string, ImportedTier>> = {
  background: "cheap",
  default: "smart",
  think: "premium",
}

const ELSEWHERE: Readonly<Record<string, string>> = {
  longContext: "a model that can not take the prompt is left out by itself; name one with room in each tier",
  webSearch: "OpenCode has its own tools for the web",
  image: "a model that reads pictures is chosen by itself where one is attached",
}

const READ = new Set([...Object.keys(claudeCodeRouterSchema.shape), "CUSTOM_ROUTER_PATH"])

/** Its transformers for what is no interface of OpenAI's. */
const SPEAKS_OTHERWISE = /"(anthropic|gemini|vertex)[\w-]*"/i

export function importClaudeCodeRouter(document: z.infer<typeof claudeCodeRouterSchema>): Imported {
  const { Providers: providers, Router: router, API_TIMEOUT_MS: timeout } = document
  const into = new Collector()
  const routed = new Set<string>()
  for (const [route, tier] of Object.entries(ROUTES)) {
    const written = router[route]
    if (typeof written !== "string") continue
    const [name = "", model = ""] = written.split(/,(.*)/s)
    const provider = providers.find((each) => each.name === name)
    if (!provider) into.note(`Router.${route}: there is no provider ${name}.`)
    else into.addModel({ ...modelOf(provider, model), alias: route, tier })
    routed.add(`${name},${model}`)
  }
  for (const [route, why] of Object.entries(ELSEWHERE))
    if (router[route] !== undefined) into.note(`Router.${route}: ${why}.`)
  for (const provider of providers)
    for (const model of provider.models)
      if (!routed.has(`${provider.name},${model}`)) into.addModel(modelOf(provider, model))
  if (timeout !== undefined) into.addCalls({ total: Math.max(1, Math.round(timeout / 1_000)) })
  if (document.CUSTOM_ROUTER_PATH !== undefined)
    into.note("CUSTOM_ROUTER_PATH: who answers is decided by class, agent and budget; see docs/routing.md.")
  if (providers.some(({ transformer }) => transformer !== undefined))
    into.note(
      "transformer: nothing is rewritten; OpenRouter needs none, and an upstream has to speak OpenAI's interface.",
    )
  into.noteUnread(
    "Settings",
    Object.keys(document).filter((key) => !READ.has(key)),
  )
  into.noteUnread(
    "Routes",
    Object.keys(router).filter((key) => !Object.hasOwn(ROUTES, key) && !Object.hasOwn(ELSEWHERE, key)),
  )
  return into.finish()
}

function modelOf(provider: z.infer<typeof providerSchema>, model: string): GivenModel {
  return {
    alias: `${provider.name},${model}`,
    model,
    baseUrl: provider.api_base_url,
    speaks: SPEAKS_OTHERWISE.test(JSON.stringify(provider.transformer ?? {})) ? "other" : "openai",
    key: provider.api_key,
  }
}
