// The bytes of a stream against the recorded ones, so that a change of the wire format is never by accident.
import { expect, test } from "bun:test"
import { createSimulator, steps } from "../../simulator/index.ts"
import { chat, closeLanes, lanes, models, sonnet } from "./lanes.ts"

closeLanes()

for (const lane of lanes) {
  test(`a stream is byte for byte the recorded one, ${lane.name}`, async () => {
    const simulator = createSimulator({
      models,
      now: () => new Date("2026-11-22T12:00:00Z"),
      model: steps([
        {
          reasoning: "Where is the function?",
          text: "I will read the file first.",
          toolCalls: [{ name: "read", arguments: { filePath: "/project/src/discount.js" } }],
        },
      ]),
    })
    const answer = await chat(lane.open(simulator), { model: sonnet, stream: true })
    const recorded = await Bun.file(`${import.meta.dir}/fixtures/stream.sse`).text()
    expect(answer.headers.get("content-type")).toBe("text/event-stream")
    expect(answer.headers.get("x-generation-id")).toBe("gen-1795348800-00000000000000000001")
    expect(await answer.text()).toBe(recorded)
  })
}
