// A process of several tests (holders.ts): once its stdin ends it holds and settles against one limit, until that is used
// up, or the process is killed, or the ledger can not be used. It says each hold once its promise has resolved.
import { writeSync } from "node:fs"
import { type Ledger, openLedger } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement } from "./sample-calls.ts"

const [address = "", name = "", limit = "0", settles = "none"] = process.argv.slice(2)
const limits = [{ scope: "daily" as const, limitNano: BigInt(limit) }]

async function holdAll(ledger: Ledger): Promise<void> {
  for (let count = 0; ; count++) {
    const id = `${name}-${count}`
    const amount = BigInt(50 + ((count * 37) % 100))
    const outcome = await ledger.hold(callStart({ id }), fixedBound(amount), limits)
    if (outcome.kind !== "held") return
    writeSync(1, `held ${id} ${outcome.heldNano}\n`)
    if (settles === "some" && count % 3 === 0) {
      await ledger.settle(id, settlement(amount / 2n))
      writeSync(1, `settled ${id} ${amount / 2n}\n`)
    }
  }
}

writeSync(1, "ready\n")
await Bun.stdin.text()
try {
  const ledger = await openLedger(address, { notice: (sentence) => writeSync(1, `notice ${sentence}\n`) })
  writeSync(1, "open\n")
  await holdAll(ledger)
} catch (error) {
  writeSync(1, `failed ${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 3
}
