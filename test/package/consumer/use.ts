// A project that uses each entry of the package, and has none of its dependencies: scripts/check-package.ts compiles it.
import { createRalex, type RalexOptions, type RalexProvider } from "opencode-ralex"
import schema from "opencode-ralex/schema.json" with { type: "json" }
import server from "opencode-ralex/server"
import tui from "opencode-ralex/tui"

const options: RalexOptions = { apiKey: "key", headers: { "x-title": "mine" }, fetch: globalThis.fetch }
const provider: RalexProvider = createRalex(options)
const model = provider.languageModel("ralex/auto")

export const spec: "v3" = model.specificationVersion
export const stream = model.doStream({ prompt: [{ role: "user", content: [{ type: "text", text: "hi" }] }] })
export const hooks: Promise<object> = server.server({}, { mode: "guard" })
export const shown: Promise<void> = tui.tui({})
export const title: string = schema.title

// @ts-expect-error: there are types at all.
createRalex({ apiKey: 1 })
