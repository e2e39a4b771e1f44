// A model elsewhere goes on while nobody reads: only the last piece can come late.
import { expect, test } from "bun:test"
import { toolModels } from "../../ledger/index.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { createSimulator, steps } from "../../simulator/index.ts"

/** @returns how often the model slept in an answer of which every piece is read late. */
async function sleepsOf(isElsewhere: boolean): Promise<number[]> {
  const slept: number[] = []
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds)
    await Bun.sleep(milliseconds + 30)
  }
  const simulator = createSimulator({
    ...{ models: simulatedModels(toolModels()), keys: ["key-1"] },
    model: steps([{ text: "sixteen letters.".repeat(10) }]),
    pace: { firstTokenMs: 20, chunkMs: 5, isElsewhere, sleep },
  })
  const server = simulator.serve()
  const answer = await fetch(`${server.url}/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer key-1", "content-type": "application/json" },
    body: JSON.stringify({
      model: "openai/gpt-6-luna",
      stream: true,
      messages: [{ role: "user", content: "hi" }],
    }),
  })
  await answer.text()
  await server.stop()
  return slept
}

test("a piece that was read late delays the next ones only where the model is here", async () => {
  const [here, elsewhere] = [await sleepsOf(false), await sleepsOf(true)]
  expect(here.length).toBeGreaterThan(elsewhere.length)
  expect(Math.max(...elsewhere.slice(1), 0)).toBeLessThanOrEqual(5)
})
