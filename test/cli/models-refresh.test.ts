// `ralex models --refresh`: what OpenRouter's list says otherwise than the catalogue, and what is said without network.
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import { modelsDocumentSchema } from "../../cli/contract.ts"
import { toolModels } from "../../ledger/index.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { createSimulator, type SimulatedModel } from "../../simulator/index.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

const [sonnet, luna, flash] = [
  "anthropic/claude-sonnet-5",
  "openai/gpt-6-luna",
  "google/gemini-3.8-flash",
] as const

let sandbox: Sandbox
const servers: { stop: () => Promise<void> }[] = []
beforeEach(() => {
  sandbox = createSandbox()
})
afterEach(async () => {
  sandbox.remove()
  for (const server of servers.splice(0)) await server.stop()
})

/** OpenRouter with the catalogue's models, changed. */
function upstream(change: (models: SimulatedModel[]) => SimulatedModel[]): Record<string, string> {
  const server = createSimulator({ models: change(simulatedModels(toolModels())) }).serve()
  servers.push(server)
  return { RALEX_BASE_URL: server.url }
}

function dearer(by: number, model: SimulatedModel): SimulatedModel {
  const { input, output } = model.price
  return { ...model, price: { ...model.price, input: input * by, output: output * by } }
}

test("nothing changed: that is said, for every model of the catalogue", async () => {
  const env = upstream((models) => models)
  const { code, out } = await sandbox.ralex(["models", "--refresh"], { env })
  expect(code).toBe(0)
  expect(out).toContain("OpenRouter offers the same models at the same prices now.")
})

test("new, gone, dearer and cheaper models are told, those of a tier first", async () => {
  const env = upstream((models) => [
    ...models
      .filter(({ id }) => id !== luna)
      .map((model) =>
        model.id === sonnet ? dearer(2, model) : model.id === flash ? dearer(0.5, model) : model,
      ),
    ...models.slice(0, 1).map((model) => ({ ...model, id: "aa/first\u001b[31m" })),
    ...models.slice(0, 1).map((model) => ({ ...model, id: "aa/no-tools", tools: false })),
  ])
  const { code, out } = await sandbox.ralex(["models", "--refresh", "--json"], { env })
  expect(code).toBe(0)
  const { changes = [] } = modelsDocumentSchema.parse(JSON.parse(out))
  expect(changes.map(({ kind, id }) => [kind, id])).toEqual([
    ["dearer", sonnet],
    ["cheaper", flash],
    ["gone", luna],
    ["new", "aa/first\u001b[31m"],
  ])
  const [first] = changes
  expect(first?.tiers).toContain("smart")
  expect(first?.now?.inputUsd).toBe(2 * (first?.was?.inputUsd ?? 0))
  expect(changes[2]?.now).toBeNull()
  expect(changes[3]).toMatchObject({ was: null, tiers: [] })
  const people = await sandbox.ralex(["models", "--refresh"], { env })
  expect(people.out).toMatch(
    /dearer +anthropic\/claude-sonnet-5 +smart, premium +\$\S+ \/ \$\S+ +\$\S+ \/ \$\S+/,
  )
  expect(people.out).not.toContain("\u001b[31m")
})

test("without --refresh nobody is asked", async () => {
  const { code, out } = await sandbox.ralex(["models", "--json"], {
    env: { RALEX_BASE_URL: "http://127.0.0.1:9/api/v1" },
  })
  expect(code).toBe(0)
  expect(modelsDocumentSchema.parse(JSON.parse(out)).changes).toBeUndefined()
})

test("without network it says so, and exits with 3", async () => {
  const { code, out, err } = await sandbox.ralex(["models", "--refresh"], {
    env: { RALEX_BASE_URL: "http://127.0.0.1:9/api/v1" },
  })
  expect({ code, out }).toEqual({ code: 3, out: "" })
  expect(err).toContain("http://127.0.0.1:9/api/v1 could not be reached; check the network")
})
