// Some calls stopped at every stage of their lives leave nothing behind, and finished ones nothing on their caller's signal;
// test/stress/thousand-aborts.stress.ts is the same at length.
import { afterEach, expect, test } from "bun:test"
import { steps } from "../../simulator/index.ts"
import { abortMany } from "../stress/abort-many.ts"
import { closeStages, stage } from "./stage.ts"

afterEach(closeStages)

test("calls that are stopped leave no timer, socket or hold, and are not asked again", async () => {
  const { aborted, timers, openSockets, heldRows, mostRequests } = await abortMany(50)
  expect(aborted).toHaveLength(50)
  expect({ timers, openSockets, heldRows, mostRequests }).toEqual({
    timers: [],
    openSockets: [],
    heldRows: 0,
    mostRequests: 1,
  })
}, 30_000)

test("calls that ended leave one listener on a signal they share, however many they were", async () => {
  const it = await stage({ simulator: { model: steps([{ text: "It is done." }]) } })
  const { signal } = new AbortController()
  const listeners = countListeners(signal)
  const ends = ["whole", "next model", "broken off", "refused"]
  for (const end of [...ends, ...ends]) {
    if (end === "next model") it.simulator.fail({ kind: "status", status: 503 })
    if (end === "broken off") it.simulator.fail({ kind: "close", at: "middle" })
    if (end === "refused") it.simulator.fail({ kind: "status", status: 401 })
    await it.call({ model: "cheap", abortSignal: signal }).catch(() => {})
  }
  expect(listeners()).toBeLessThanOrEqual(1)
})

function countListeners(signal: AbortSignal): () => number {
  const { addEventListener: add, removeEventListener: remove } = signal
  const known = new Set<unknown>()
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    known.add(given[1])
    add.apply(signal, given)
  }
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    known.delete(given[1])
    remove.apply(signal, given)
  }
  return () => known.size
}
