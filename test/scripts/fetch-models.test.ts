// OpenRouter's list of models becomes what make-catalogue.ts reads: the simulator's list of our catalogue is the catalogue again.
import { expect, test } from "bun:test"
import catalogue from "../../ledger/catalogue.json"
import { modelFinder } from "../../ledger/index.ts"
import { listModels } from "../../scripts/fetch-models.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { createSimulator } from "../../simulator/index.ts"

const find = modelFinder({ upstreams: {} })
const models = catalogue.models.flatMap(({ id }) => find(id) ?? [])

test("prices, contexts and abilities are those of the list", async () => {
  const simulator = createSimulator({ models: simulatedModels(models), keys: ["sk-or-test"] })
  const served = await simulator.serve()
  const answer: unknown = await (await fetch(`${served.url}/models`)).json()
  await served.stop()
  const listed = new Map(listModels(answer).map((model) => [model.id, model]))
  const dear = catalogue.models.filter(({ price }) => price.input > 0 && price.cacheRead > 0)
  expect(dear.length).toBeGreaterThan(50)
  for (const { id, price, context, maxOutput, tools, longPrompts } of dear) {
    expect(listed.get(id)).toMatchObject({ price, context, maxOutput, tools })
    const long = longPrompts.map(({ above, input, output }) => ({ above, input, output }))
    expect(listed.get(id)?.longPrompts).toMatchObject(long)
  }
})

test("a price that differs by the hour counts at its dearest, and a list of another form is refused", () => {
  const model = {
    id: "maker/model",
    name: "Model",
    context_length: 1000,
    architecture: { input_modalities: ["text", "file"] },
    pricing: {
      prompt: "0.000001",
      completion: "0.000002",
      overrides: [
        { utc_start: "16:30", utc_end: "00:30", prompt: "0.000003" },
        { min_prompt_tokens: 500, prompt: "0.000005", completion: "0.000006" },
      ],
    },
    top_provider: { max_completion_tokens: null },
    supported_parameters: ["tools"],
  }
  expect(listModels({ data: [model, { ...model, id: "maker/unknown", context_length: null }] })).toEqual([
    {
      id: "maker/model",
      name: "Model",
      price: { input: 3, output: 2, cacheRead: 0, cacheWrite: 0 },
      longPrompts: [{ above: 500, input: 5, output: 6, cacheRead: 0, cacheWrite: 0 }],
      context: 1000,
      maxOutput: 1000,
      tools: true,
      reasoning: false,
      input: ["text", "pdf"],
    },
  ])
  expect(() => listModels({ data: [{ id: "x" }] })).toThrow()
})
