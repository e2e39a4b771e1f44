// A process beside a fleet that settles again, at the same cost and at a wrong one, some of what was settled; nothing may come of it.
import { type Call, openLedger } from "../../ledger/index.ts"

const [address = ""] = process.argv.slice(3)
const ledger = await openLedger(address)
const parent = process.ppid
let after = 0
while (process.ppid === parent) {
  for (const call of await ledger.calls({ after })) {
    after = call.sequence
    if (call.status !== "settled" || call.sequence % 4 !== 0) continue
    await settleAt(call, call.costNano)
    await settleAt(call, call.sequence % 8 === 0 ? 0n : call.costNano * 2n + 1n)
  }
  await Bun.sleep(200)
}

async function settleAt(call: Call, costNano: bigint): Promise<void> {
  await ledger.settle(call.id, {
    status: "settled",
    outcome: "settled again",
    costNano,
    baselineNano: costNano,
    cacheSavedNano: 0n,
    usage: call.usage,
    model: call.model,
    generationId: "gen-settled-again",
    timeToFirstTokenMs: null,
    durationMs: 0,
    attempts: 1,
  })
}
