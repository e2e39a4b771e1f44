// The simulated OpenRouter in a process of its own, so that what it keeps is not taken for Ralex's memory. It is told over
// HTTP what to do wrong next, and says what it billed.
import { toolModels } from "../../ledger/index.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { createSimulator, steps } from "../../simulator/index.ts"
import { type ClockGiven, fastClock } from "./fast-clock.ts"
import { TEXT, type WireFault } from "./soak-faults.ts"

export interface UpstreamGiven {
  clock: ClockGiven
  keys: string[]
}

const given = JSON.parse(process.argv[2] ?? "") as UpstreamGiven
const clock = fastClock(given.clock)
const simulator = createSimulator({
  keys: given.keys,
  models: simulatedModels(toolModels()).map((model) => ({
    ...model,
    otherHosts: [`Other host of ${model.id}`, `Third host of ${model.id}`],
  })),
  model: steps([{ text: TEXT }]),
  now: () => new Date(clock.now()),
  pace: { firstTokenMs: 40, chunkMs: 2 },
})
const served = simulator.serve()

const control = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  routes: {
    "/fault": {
      POST: async (request) => {
        const { session, fault } = (await request.json()) as { session: string; fault: WireFault }
        const struck =
          fault.kind === "slow"
            ? ({ kind: "pause", at: "start", reached: () => Bun.sleep(fault.ms) } as const)
            : fault
        simulator.fail({ ...struck, session })
        return new Response()
      },
    },
    "/forget": {
      POST: () => {
        simulator.forgetRequests()
        return new Response()
      },
    },
    "/bill": () =>
      new Response(
        JSON.stringify(simulator.bill(), (_, value) => (typeof value === "bigint" ? `${value}` : value)),
      ),
  },
})
console.log(JSON.stringify({ url: served.url, control: `http://127.0.0.1:${control.port}` }))
