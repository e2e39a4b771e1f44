// Work beside the calls: nobody waits for it, its pauses end with OpenCode, and its failures stay its own.
import { expect, test } from "bun:test"
import { runtimeSlot } from "../../config/index.ts"
import { finishBackground, inBackground, pauseInBackground } from "../../ledger/background.ts"

test("begins at once, and the end waits for it without its pauses", async () => {
  const log: string[] = []
  inBackground(async () => {
    log.push("began")
    await pauseInBackground(60_000)
    log.push("went on")
    await pauseInBackground(60_000)
    log.push("ended")
  })
  expect(log).toEqual(["began"])
  await finishBackground()
  expect(log).toEqual(["began", "went on", "ended"])
})

test("that hangs is not waited for longer than that", async () => {
  const hung = Promise.withResolvers<void>()
  inBackground(() => hung.promise)
  await finishBackground(10)
  hung.resolve()
  await finishBackground()
  expect(runtimeSlot().background.pending.size).toBe(0)
})

test("that fails breaks nothing, and is forgotten", async () => {
  inBackground(() => Promise.reject(new Error("no")))
  inBackground(async () => {
    throw new Error("no")
  })
  await finishBackground()
  expect(runtimeSlot().background).toMatchObject({ pending: new Set(), pauses: new Set(), ending: 0 })
})

test("pauses again once the end of another instance is over", async () => {
  await finishBackground()
  let resumed = false
  inBackground(async () => {
    await pauseInBackground(60_000)
    resumed = true
  })
  await Bun.sleep(0)
  expect(resumed).toBe(false)
  await finishBackground()
  expect(resumed).toBe(true)
})
