// The simulator in a process of its own, as OpenRouter is: its work is nobody's overhead. Prints its address and stays; a line
// of standard input is the pace from then on, as JSON, and is answered by a line.
import { toolModels } from "../../ledger/index.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { createSimulator } from "../../simulator/index.ts"
import { answerOf, KEY } from "./asks.ts"
import { AT_ONCE, type Pace } from "./upstream.ts"

const pace = { ...AT_ONCE }
const simulator = createSimulator({
  models: simulatedModels(toolModels()),
  keys: [KEY],
  pace,
  model: answerOf,
})
const served = simulator.serve()
console.log(served.url)
// What it remembers of each call is for tests.
setInterval(() => simulator.reset(), 1_000)
for await (const line of console) {
  Object.assign(pace, JSON.parse(line) as Pace)
  console.log("ok")
}
