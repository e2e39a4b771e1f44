// A server that lives for weeks: thousands of sessions come and go, and what the plugin and the provider remember of them
// stays the same number of objects. scripts/test-all.ts runs it.

import { heapStats } from "bun:jsc"
import { afterAll, expect, test } from "bun:test"
import { finishBackground } from "../../ledger/index.ts"
import { steps } from "../../simulator/index.ts"
import { closeStages } from "../provider/stage.ts"
import { type ServedPlugin, servedPlugin } from "./served-plugin.ts"

afterAll(closeStages)

/** More than any memory has room for: the largest hold 2,000 short texts, of which a session brings one and a half. */
const MANY = 1_700
const MORE = 450
const TYPES = ["Object", "Array", "string", "Map", "Set", "Date", "BigInt", "Promise", "Function"] as const

test("what is remembered of sessions does not grow with their number", async () => {
  const served = await servedPlugin({ model: steps([{ text: "It is done." }]) })
  await live(served, "first", MANY)
  const first = await countObjects(served)
  await live(served, "second", MORE)
  const second = await countObjects(served)
  await live(served, "third", MORE)
  const third = await countObjects(served)
  const counts = TYPES.map((type) => `${type} ${first[type]}, ${second[type]}, ${third[type]}`)
  console.log(`objects, each time after ${MORE} sessions more: ${counts.join("; ")}`)
  // Any one thing kept for each session would be as many as the sessions, each time. Literals of code that the engine has
  // dropped come back, hundreds at once, when it runs again; they do so only once.
  for (const type of TYPES) {
    const grown = Math.min(second[type] - first[type], third[type] - second[type])
    expect(grown, type).toBeLessThan(MORE * 0.8)
  }
  await served.close()
}, 600_000)

/** As many others only came by. */
async function live(served: ServedPlugin, name: string, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    await served.work(`ses_${name}_${number}`)
    await served.see(`ses_${name}_seen_${number}`)
  }
}

type Counts = Record<(typeof TYPES)[number], number>

/** The least of a few looks, since what is under way only adds to one. */
async function countObjects(served: ServedPlugin): Promise<Counts> {
  await finishBackground(10_000)
  served.forget()
  const looks: Record<string, number>[] = []
  for (let look = 0; look < 5; look++) {
    await Bun.sleep(200)
    Bun.gc(true)
    looks.push(heapStats().objectTypeCounts)
  }
  const least = (type: string) => Math.min(...looks.map((counts) => counts[type] ?? 0))
  return Object.fromEntries(TYPES.map((type) => [type, least(type)])) as Counts
}
