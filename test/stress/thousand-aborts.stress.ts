// A thousand calls stopped by their person, before headers, before the first token, in mid-stream and in the wait between
// tries: no timer, socket, stream or hold is left. scripts/test-all.ts runs it; bench/abort.ts measures how fast it is.
import { afterEach, expect, test } from "bun:test"
import { closeStages } from "../provider/stage.ts"
import { abortMany } from "./abort-many.ts"

afterEach(closeStages)

test("a thousand aborts leave nothing behind", async () => {
  const left = await abortMany(1_000)
  console.log({ timers: left.timers, openSockets: left.openSockets, grown: left.grown })
  expect(left.aborted).toHaveLength(1_000)
  const { timers, openSockets, heldRows, mostRequests } = left
  expect({ timers, openSockets, heldRows, mostRequests }).toEqual({
    timers: [],
    openSockets: [],
    heldRows: 0,
    mostRequests: 1,
  })
  // Some are alive at any moment; one that every tenth abort left would be a hundred.
  for (const number of Object.values(left.grown)) expect(number).toBeLessThan(50)
}, 120_000)
