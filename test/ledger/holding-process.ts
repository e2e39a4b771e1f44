// A process of processes.test.ts: holds and settles against one limit until it is used up or the process is killed.
// It says each hold on stdout once its promise has resolved.
import { writeSync } from "node:fs"
import { openLedger } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement } from "./sample-calls.ts"

const [address = "", name = "", limit = "0", settles = "none"] = process.argv.slice(2)
const limits = [{ scope: "daily" as const, limitNano: BigInt(limit) }]
const ledger = await openLedger(address)
writeSync(1, "open\n")
for (let count = 0; ; count++) {
  const id = `${name}-${count}`
  const amount = BigInt(50 + ((count * 37) % 100))
  const outcome = await ledger.hold(callStart({ id }), fixedBound(amount), limits)
  if (outcome.kind !== "held") break
  writeSync(1, `held ${id} ${outcome.heldNano}\n`)
  if (settles === "some" && count % 3 === 0) {
    await ledger.settle(id, settlement(amount / 2n))
    writeSync(1, `settled ${id} ${amount / 2n}\n`)
  }
}
