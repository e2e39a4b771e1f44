// After a broken answer OpenRouter is asked what it cost: soon, twice, in silence, and without keeping OpenCode alive.
import { afterEach, expect, spyOn, test } from "bun:test"
import { reconcileSoon } from "../../provider/reconcile-soon.ts"
import { steps } from "../../simulator/index.ts"
import { closeStages, KEY, type Stage, stage } from "./stage.ts"

afterEach(closeStages)

const luna = "openai/gpt-6-luna"
const model = steps([{ text: "An answer that is long enough to be broken off in its middle." }])
interface Planned {
  look: () => unknown
  delay: number
  keepsAlive: boolean
}

/** What would be done later, and whether OpenCode would have to wait for it. */
function planned(it: Stage, callId = ""): Planned[] {
  const plans: Planned[] = []
  const later = spyOn(globalThis, "setTimeout").mockImplementation(((look: () => unknown, delay: number) => {
    const plan = { look, delay, keepsAlive: true }
    plans.push(plan)
    const unref = () => {
      plan.keepsAlive = false
    }
    return { unref }
  }) as unknown as typeof setTimeout)
  try {
    const { baseUrl } = it.instance.environment
    reconcileSoon({ ledger: it.ledger, callId, apiKey: KEY, baseUrl, baseline: luna })
  } finally {
    later.mockRestore()
  }
  return plans
}

test("it looks twice, later each time, and keeps nobody waiting", async () => {
  const plans = planned(await stage())
  expect(plans.map(({ keepsAlive }) => keepsAlive)).toEqual([false, false])
  expect(plans[0]?.delay).toBeGreaterThan(0)
  expect(plans[1]?.delay).toBeGreaterThan(plans[0]?.delay ?? 0)
})

test("a call that was broken off gets its real cost, and its hold is free again", async () => {
  const it = await stage({ simulator: { model, faults: [{ kind: "cut", at: "middle" }] } })
  expect((await it.call({ model: luna })).error).toBeDefined()
  const [broken] = await it.calls()
  expect(broken?.status).not.toBe("settled")
  await planned(it, "another")[0]?.look()
  expect(await it.calls()).toMatchObject([{ status: broken?.status }])
  await planned(it, broken?.id)[0]?.look()
  const [settled] = await it.calls()
  expect(settled).toMatchObject({ status: "settled", costNano: it.billedNano() })
  const { countedNano } = await it.ledger.spent({ scope: "daily", at: new Date() })
  expect(countedNano).toBe(it.billedNano())
})

test("what can not be asked stays counted as held, and nobody hears of it", async () => {
  const it = await stage({ simulator: { model, faults: [{ kind: "cut", at: "middle" }] } })
  await it.call({ model: luna })
  const [broken] = await it.calls()
  it.ledger.unsettled = () => Promise.reject(new Error("disk full"))
  await planned(it, broken?.id)[0]?.look()
  expect(await it.calls()).toMatchObject([{ status: broken?.status, heldNano: broken?.heldNano }])
  expect(it.told).toEqual([])
})
