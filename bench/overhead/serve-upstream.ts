// The simulator in a process of its own, as OpenRouter is: its work is nobody's overhead. Prints its address and stays.
import { toolModels } from "../../ledger/index.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { createSimulator } from "../../simulator/index.ts"
import { answerOf, KEY } from "./asks.ts"

const [firstTokenMs = 0, chunkMs = 0] = process.argv.slice(2).map(Number)
const simulator = createSimulator({
  models: simulatedModels(toolModels()),
  keys: [KEY],
  pace: { firstTokenMs, chunkMs },
  model: answerOf,
})
const served = simulator.serve()
console.log(served.url)
// What it remembers of each call is for tests.
setInterval(() => simulator.reset(), 1_000)
