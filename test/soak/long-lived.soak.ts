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
const MORE = 600
const TYPES = ["Object", "Array", "string", "Map", "Set", "Date", "BigInt", "Promise", "Function"] as const

test("what is remembered of sessions does not grow with their number", async () => {
  const served = await servedPlugin({ model: steps([{ text: "It is done." }]) })
  await live(served, "first", MANY)
  const before = await countObjects(served)
  await live(served, "second", MORE)
  const after = await countObjects(served)
  const grown = TYPES.map((type) => `${type} ${before[type]} -> ${after[type]}`)
  console.log(`objects after ${MORE} sessions more: ${grown.join(", ")}`)
  // Any one thing kept for each session would be as many as the sessions.
  for (const type of TYPES) expect(after[type] - before[type], type).toBeLessThan(MORE * 0.8)
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
