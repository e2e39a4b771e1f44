// A script uses the provider alone: RALEX_STANDALONE=1 stands in for the plugin, with the person's own environment.
import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test"
import { generateText } from "ai"
import { openLedger } from "../../ledger/index.ts"
import { createRalex } from "../../provider/index.ts"
import { closeStages, KEY, readAnswer, type Stage, stage, user } from "./stage.ts"

const before = { ...process.env }
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^(RALEX|OPENROUTER)_/.test(name)) delete process.env[name]
})
afterEach(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  await closeStages()
})

function alone({ instance }: Stage, variables: Record<string, string> = {}): void {
  const { home } = instance.environment.paths
  const own = { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, RALEX_STANDALONE: "1" }
  Object.assign(process.env, own, variables)
}

describe("standalone", () => {
  test("the options' key and address count, and the call is in the person's ledger", async () => {
    const it = await stage()
    alone(it)
    const { baseUrl, paths } = it.instance.environment
    const { languageModel } = createRalex({ name: "ralex", apiKey: KEY, baseURL: baseUrl })
    const { stream } = await languageModel("cheap").doStream({ prompt: [user("hi")] })
    expect((await readAnswer(stream)).finish?.finishReason.unified).toBe("stop")
    const ledger = await openLedger(`sqlite:${paths.home}/ralex/ledger.db`)
    expect(await ledger.calls({})).toMatchObject([
      {
        status: "settled",
        agent: "standalone",
        session: "standalone",
        costNano: it.billedNano(),
        project: process.cwd(),
      },
    ])
    await ledger.close()
  })

  test("the environment's count where the options say nothing, and its budgets hold", async () => {
    const it = await stage()
    const { baseUrl } = it.instance.environment
    alone(it, { OPENROUTER_API_KEY: KEY, RALEX_BASE_URL: baseUrl, RALEX_BUDGET_CALL: "0.0001" })
    const said = spyOn(console, "error").mockImplementation(() => {})
    const { stream } = await createRalex()
      .languageModel("anthropic/claude-sonnet-5")
      .doStream({ prompt: [user("hi")] })
    await readAnswer(stream)
    const lines = said.mock.calls.map(([line]) => line)
    said.mockRestore()
    expect(it.asked()[0]).toContain(":free")
    expect(lines).toEqual([expect.stringContaining("the call budget")])
  })

  test("generateText and tools work without streaming, at the same cost", async () => {
    const it = await stage()
    alone(it)
    const model = createRalex({ apiKey: KEY, baseURL: it.instance.environment.baseUrl }).languageModel(
      "cheap",
    )
    const answer = await generateText({ model, prompt: "hi", maxRetries: 0 })
    const streamed = await readAnswer((await model.doStream({ prompt: [user("hi")] })).stream)
    expect(answer.text).toBe(streamed.text)
    expect(answer.text).not.toBe("")
    expect(answer.finishReason).toBe("stop")
    expect(answer.usage.outputTokens).toBeGreaterThan(0)
    expect(answer.providerMetadata?.copilot).toBeDefined()
  })

  test.each(["0", "true", ""])("RALEX_STANDALONE=%j is not enough", async (value) => {
    const it = await stage()
    alone(it, { RALEX_STANDALONE: value })
    const options = { apiKey: KEY, baseURL: it.instance.environment.baseUrl }
    const call = createRalex(options)
      .languageModel("auto")
      .doStream({ prompt: [user("hi")] })
    await expect(call).rejects.toThrow("its plugin is not loaded")
    expect(it.simulator.requests()).toEqual([])
  })
})
