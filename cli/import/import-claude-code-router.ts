// claude-code-router's config.json as ralex.yaml: its providers, and who answers what. Pure.
import * as z from "zod"
import { Collector } from "./collector.ts"
import type { Imported, ImportedTier } from "./imported.ts"

const providerSchema = z.looseObject({
  name: z.string(),
  api_base_url: z.string(),
  api_key: z.string().optional(),
  models: z.array(z.string()).default([]),
})

export const claudeCodeRouterSchema = z.looseObject({
  Providers: z.array(providerSchema).min(1),
  Router: z.record(z.string(), z.unknown()).default({}),
  API_TIMEOUT_MS: z.coerce.number().positive().optional(),
})

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
    into.note("transformer: OpenRouter's own interface is spoken, so nothing has to be rewritten.")
  return into.finish()
}

function modelOf(provider: z.infer<typeof providerSchema>, model: string) {
  return {
    alias: `${provider.name},${model}`,
    model,
    baseUrl: provider.api_base_url,
    key: provider.api_key,
  }
}
