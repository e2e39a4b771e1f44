// Slow views are read once for a while, quick ones each time, and failures are not kept.
import { expect, test } from "bun:test"
import { keepSlowViews } from "../../dashboard/server/slow-views.ts"

function stage() {
  const clock = { now: 0 }
  const reads: string[] = []
  const views = keepSlowViews(() => clock.now, 100)
  const read = (name: string, ms: number) => () => {
    reads.push(name)
    clock.now += ms
    return Promise.resolve(name)
  }
  return { clock, reads, views, read }
}

test("a slow one is given again for five times as long as it took", async () => {
  const { clock, reads, views, read } = stage()
  expect(await views.once("a", read("a", 1_000))).toBe("a")
  clock.now += 4_999
  expect(await views.once("a", read("a2", 1_000))).toBe("a")
  clock.now += 1
  expect(await views.once("a", read("a3", 1_000))).toBe("a3")
  expect(await views.once("b", read("b", 1_000))).toBe("b")
  expect(reads).toEqual(["a", "a3", "b"])
})

test("a quick one is read each time, but once by those who ask together", async () => {
  const { reads, views, read } = stage()
  await Promise.all([views.once("a", read("a", 1)), views.once("a", read("a", 1))])
  await views.once("a", read("a", 1))
  expect(reads).toEqual(["a", "a"])
})

test("a failure is told to all who wait for it, and not kept", async () => {
  const { clock, views, read } = stage()
  const fail = () => {
    clock.now += 1_000
    return Promise.reject(new Error("away"))
  }
  const both = [views.once("a", fail), views.once("a", fail)]
  for (const one of both) expect(one).rejects.toThrow("away")
  await Promise.allSettled(both)
  expect(await views.once("a", read("a", 1))).toBe("a")
})
