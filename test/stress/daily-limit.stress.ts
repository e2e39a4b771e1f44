// One hard daily limit for a fleet of processes, some killed in mid-call: it is never crossed, it is used, and the ledger ends
// as the bill. Not part of `bun test`; scripts/test-all.ts runs it.
import { afterEach, expect, test } from "bun:test"
import {
  formatUsd,
  keyIdOf,
  type Ledger,
  openAccount,
  openLedger,
  reconcile,
  usdToNano,
} from "../../ledger/index.ts"
import { eachStore } from "../ledger/each-store.ts"
import { auditLost, auditRefusal, differences, type Lost, type RefusalAudit, totalOf } from "./audit-fleet.ts"
import { type Fleet, runFleet } from "./run-fleet.ts"
import { KEY } from "./unreliable-upstream.ts"

const HANG_MS = 15 * 60_000
/** Longer than any run takes, so that none spans two days with a limit each. */
const DAY_LEFT_MS = 10 * 60_000

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

interface Proof extends Omit<Parameters<typeof runFleet>[0], "ledger"> {
  name: string
}

const PROOFS: Proof[] = [
  { name: "16 processes of 100 calls", processes: 16, callsEach: 100, limitUsd: 10, billing: "counted" },
  {
    name: "16 processes of 30 calls that are billed at their bound's worst case",
    processes: 16,
    callsEach: 30,
    limitUsd: 20,
    billing: "worst-case",
  },
]

eachStore("one hard daily limit", ({ newAddress }) => {
  for (const proof of PROOFS) test(proof.name, async () => prove(proof, await newAddress()), HANG_MS)
})

async function prove(proof: Proof, address: string): Promise<void> {
  await untilTheDayIsLong()
  const fleet = await runFleet({ ...proof, ledger: address })
  closers.push(fleet.upstream.stop)
  const ledger = await openLedger(address)
  closers.push(ledger.close)
  const limitNano = usdToNano(proof.limitUsd)
  const bill = fleet.upstream.simulator.bill()
  const refusal = fleet.refusal && auditRefusal(fleet.refusal, bill)
  const counted = await ledger.spent({ scope: "daily", at: new Date() })
  const reconciled = await reconcileAll(ledger, fleet)
  const rows = await ledger.calls({})
  const lost = auditLost(rows, bill)
  print(proof, { fleet, refusal, countedNano: counted.countedNano, reconciled, lost })

  // Nothing else went wrong than what was made to, and everything could be written down.
  const { ends, crashed, words, told } = fleet
  expect({ crashed, told }).toMatchObject({ crashed: 0 })
  // Near the limit few models are affordable, and all of these may meet a fault that was injected.
  expect(words.filter((line) => !/budget is reached|^Ralex got no answer: /.test(line))).toEqual([])
  expect(ends.failed).toBeLessThanOrEqual(ends.finished / 100)
  expect(fleet.told.filter((line) => line.includes("could not write"))).toEqual([])

  // The limit holds, in the bill and in the ledger, and was reached: most of it was spent or held by then.
  expect(totalOf(bill)).toBeLessThanOrEqual(limitNano)
  expect(counted.countedNano).toBeLessThanOrEqual(limitNano)
  if (!refusal) throw new Error("no call was refused: the limit was not reached")
  const usedNano = refusal.settledNano + refusal.heldNano
  expect(usedNano).toBeLessThanOrEqual(limitNano)
  expect(refusal.saidUsd / proof.limitUsd).toBeGreaterThanOrEqual(0.9)
  // The rows were read after the refusal: on a slow machine others settled below what they held by then.
  expect(Number(usedNano) / Number(limitNano)).toBeGreaterThanOrEqual(0.75)

  // The chaos was real: calls were killed, broken off and cut, and others went well.
  expect(fleet.killed).toBe(Math.ceil(proof.processes / 3))
  if (fleet.killed > 2) expect(fleet.ends.killed).toBeGreaterThan(0)
  expect(fleet.ends.aborted).toBeGreaterThan(0)
  expect(fleet.ends.finished).toBeGreaterThan(0)

  // Every row that upstream has a name for is settled as it was billed, once; the rest of the bill is within their bounds.
  expect(reconciled.failure).toBeNull()
  expect(differences(rows, bill)).toEqual([])
  expect(lost.uncovered).toEqual([])
  const kept = rows.filter(({ status }) => status !== "settled")
  expect(reconciled.kept.map(({ id }) => id).sort()).toEqual(kept.map(({ id }) => id).sort())
  const spent = await ledger.spent({ scope: "daily", at: new Date() })
  expect(spent.pendingNano).toBe(reconciled.boundNano)
  expect(spent.countedNano).toBeGreaterThanOrEqual(totalOf(bill))
  expect((await ledger.verify(true)).kind).toBe("whole")
}

function reconcileAll(ledger: Ledger, { upstream }: Fleet) {
  const account = openAccount({ baseUrl: upstream.url, apiKey: KEY })
  return reconcile({ ledger, account, keyId: keyIdOf(KEY), now: new Date() })
}

async function untilTheDayIsLong(): Promise<void> {
  const day = 24 * 60 * 60_000
  const left = day - (Date.now() % day)
  if (left < DAY_LEFT_MS) await Bun.sleep(left + 1_000)
}

interface Outcome {
  fleet: Fleet
  refusal: RefusalAudit | undefined
  countedNano: bigint
  reconciled: Awaited<ReturnType<typeof reconcile>>
  lost: Lost
}

function print({ limitUsd }: Proof, outcome: Outcome): void {
  const { fleet, refusal, countedNano, reconciled, lost } = outcome
  const limitNano = usdToNano(limitUsd)
  const share = (nano: bigint) =>
    `${formatUsd(nano)} (${((Number(nano) / Number(limitNano)) * 100).toFixed(1)} %)`
  const ends = Object.entries(fleet.ends).map(([end, count]) => `${count} ${end}`)
  const lines = [
    `calls: ${ends.join(", ")}; ${fleet.killed} processes killed; the limit is ${formatUsd(limitNano)}`,
    ...(refusal ? [`at the first refusal, after ${refusal.rows} calls: ${usedBy(refusal, share)}`] : []),
    `at the end: billed ${share(totalOf(fleet.upstream.simulator.bill()))}, counted ${share(countedNano)}`,
    `reconciled: ${reconciled.settled} settled; ${reconciled.kept.length} without an id kept at their bounds, together ${share(reconciled.boundNano)}, of which ${formatUsd(lost.billedNano)} was billed:`,
    ...reconciled.kept.map(({ id, boundNano }) => `  ${id} at most ${formatUsd(boundNano)}`),
  ]
  console.log(lines.map((line) => `  ${line}`).join("\n"))
}

function usedBy({ settledNano, heldNano, saidUsd }: RefusalAudit, share: (nano: bigint) => string): string {
  const together = share(settledNano + heldNano)
  return `billed ${share(settledNano)} and held ${share(heldNano)}, together ${together}; refused with USD ${saidUsd} spent or held`
}
