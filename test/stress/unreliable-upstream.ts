// The simulated OpenRouter of a fleet: uneven in its pace, and one call in ten of it goes wrong in one of all ways.
import { toolModels } from "../../ledger/index.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { type CodingModel, createSimulator, type Fault, type Simulator } from "../../simulator/index.ts"
import { chance, pick } from "./chance.ts"

export interface Upstream {
  simulator: Simulator
  /** For RALEX_BASE_URL. */
  url: string
  /** Resolves when all that broken connections cost is in the bill, and makes no more faults. */
  settleDown: () => Promise<void>
  stop: () => Promise<void>
}

export const KEY = `sk-or-v1-${"7".repeat(64)}`
const CALLS_PER_FAULT = 10
/** A bill that did not grow for so long has all that broken connections cost in it. */
const QUIET_MS = 1_000

const FAULTS: [Fault, ...Fault[]] = [
  { kind: "status", status: 429 },
  { kind: "status", status: 503 },
  { kind: "status", status: 500 },
  { kind: "stream-error", at: "start" },
  { kind: "stream-error", at: "middle" },
  { kind: "cut", at: "start" },
  { kind: "cut", at: "middle" },
  { kind: "hang", at: "headers" },
  { kind: "hang", at: "middle" },
  { kind: "empty", finish: "stop" },
  { kind: "empty", finish: null },
  { kind: "malformed-chunk" },
]

export function startUpstream(billing: "counted" | "worst-case"): Upstream {
  const simulator = createSimulator({
    models: simulatedModels(toolModels()),
    keys: [KEY],
    model: answerAsCoder(),
    billing,
    pace: unevenPace(),
  })
  const server = simulator.serve()
  const faults = injectFaults(simulator)
  return {
    simulator,
    url: server.url,
    settleDown: () => {
      clearInterval(faults)
      return untilQuiet(simulator)
    },
    stop: server.stop,
  }
}

/** Answers of a few hundred to a few thousand tokens. */
function answerAsCoder(): CodingModel {
  return ({ messages }) => {
    const place = JSON.stringify(messages.at(-1))
    const outputTokens = 200 + Math.floor(chance("tokens", place) ** 3 * 6_000)
    return { text: "I changed the function and its test. ".repeat(10), outputTokens }
  }
}

/** Read anew at each wait. */
function unevenPace() {
  return {
    get firstTokenMs() {
      return Math.random() ** 2 * 150
    },
    get chunkMs() {
      return Math.random() < 0.1 ? Math.random() * 30 : 0
    },
  }
}

/** One for so many calls, so that they do not pile up while calls are refused. */
function injectFaults(simulator: Simulator): ReturnType<typeof setInterval> {
  let count = 0
  return setInterval(() => {
    if (simulator.requests().length < (count + 1) * CALLS_PER_FAULT) return
    simulator.fail(pick(FAULTS, "fault", ++count))
  }, 10)
}

async function untilQuiet(simulator: Simulator): Promise<void> {
  let length = -1
  while (simulator.bill().length !== length) {
    length = simulator.bill().length
    await Bun.sleep(QUIET_MS)
  }
}
