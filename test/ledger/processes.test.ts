// Several real processes on one ledger, some of them killed: the limit holds, and nothing that was said is lost.
import { beforeEach, expect, test } from "bun:test"
import { openLedger } from "../../ledger/index.ts"
import { systemProcesses } from "../../ledger/processes.ts"
import { eachStore } from "./each-store.ts"
import { linesOf, said, startHolder, startTogether } from "./holders.ts"
import { noon } from "./sample-calls.ts"

const HANG_MS = 60_000
let address = ""

eachStore("processes", ({ newAddress }) => {
  beforeEach(async () => {
    address = await newAddress()
  })

  test(
    "six processes that open a new ledger at once and hold to the end stay within the limit, and use it",
    async () => {
      const limit = 20_000n
      const holders = await startTogether(6, { address, limit, settles: "some" })
      const lines = await linesOf(holders)
      for (const { process } of holders) expect(await process.exited).toBe(0)

      const ledger = await openLedger(address)
      const { countedNano } = await ledger.spent({ scope: "daily", at: noon })
      const calls = await ledger.calls({})
      expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
      await ledger.close()
      expect(countedNano).toBeLessThanOrEqual(limit)
      // The largest hold is 149: what is left is less than that.
      expect(countedNano).toBeGreaterThan(limit - 150n)
      expect(new Set(calls.map(({ id }) => id))).toEqual(new Set(said(lines, "held").keys()))
      expect(calls.filter(({ status }) => status === "settled").length).toBe(said(lines, "settled").size)
    },
    HANG_MS,
  )

  test(
    "processes killed while they hold leave every call they told of, counted and to be reconciled",
    async () => {
      const limit = 1_000_000_000n
      const holders = await startTogether(4, { address, limit, settles: "some" })
      await Promise.all(holders.map((holder, index) => holder.said(20 + 15 * index)))
      for (const { process } of holders) process.kill("SIGKILL")
      await Promise.all(holders.map((holder) => holder.process.exited))
      const lines = await linesOf(holders)

      const ledger = await openLedger(address)
      const calls = new Map((await ledger.calls({})).map((call) => [call.id, call]))
      const { countedNano } = await ledger.spent({ scope: "daily", at: noon })
      expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
      await ledger.close()

      const held = said(lines, "held")
      expect(held.size).toBeGreaterThan(40)
      for (const [id, amount] of held) expect(calls.get(id)?.heldNano).toBe(amount)
      for (const [id, cost] of said(lines, "settled")) {
        expect(calls.get(id)).toMatchObject({ status: "settled", costNano: cost })
      }
      const statuses = [...calls.values()].map(({ status }) => status)
      expect(new Set(statuses)).toEqual(new Set(["settled", "unreconciled"]))
      const counts = [...calls.values()].map((call) =>
        call.status === "settled" ? call.costNano : call.heldNano,
      )
      expect(countedNano).toBe(counts.reduce((sum, amount) => sum + amount, 0n))
    },
    HANG_MS,
  )

  test(
    "what the killed hold is not given to those who come after",
    async () => {
      const limit = 5_000n
      const killed = startHolder("dead", { address, limit })
      await killed.said(12)
      killed.process.kill("SIGKILL")
      await killed.process.exited
      const heirs = ["heir-a", "heir-b"].map((name) => startHolder(name, { address, limit }))
      await linesOf(heirs)

      const ledger = await openLedger(address)
      const { countedNano } = await ledger.spent({ scope: "daily", at: noon })
      const ofTheDead = (await ledger.calls({})).filter(({ id }) => id.startsWith("dead-"))
      await ledger.close()
      expect(ofTheDead.length).toBeGreaterThanOrEqual(10)
      expect(countedNano).toBeLessThanOrEqual(limit)
      expect(countedNano).toBeGreaterThan(limit - 150n)
    },
    HANG_MS,
  )
})

test("a live process is known as alive, an ended one and a reused id as dead, another machine's as alive while it says so", async () => {
  const { self, isAlive } = systemProcesses()
  const ended = Bun.spawn(["true"])
  await ended.exited
  expect(isAlive(self, 0, 0)).toBe(true)
  expect(isAlive({ ...self, pid: ended.pid }, 0, 0)).toBe(false)
  const [boot, tick] = self.started.split(":")
  if (boot) expect(isAlive({ ...self, started: `${boot}:${tick}1` }, 0, 0)).toBe(false)
  const elsewhere = { ...self, pid: ended.pid, host: "another-machine" }
  const ofTheSameName = { ...self, started: "another-boot:1" }
  for (const owner of [elsewhere, ...(boot ? [ofTheSameName] : [])]) {
    expect(isAlive(owner, 1_000, 61_000)).toBe(true)
    expect(isAlive(owner, 1_000, 3_600_000)).toBe(false)
  }
})
