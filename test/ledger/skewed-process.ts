// A process whose clock is hours off: it holds against a daily limit in PostgreSQL until that is used up, and says what
// it held and what it takes for today's sum.
import { writeSync } from "node:fs"
import { openLedger } from "../../ledger/index.ts"
import { callStart, fixedBound } from "./sample-calls.ts"

const [address = "", hours = "0", limit = "0"] = process.argv.slice(2)
const realNow = Date.now
Date.now = () => realNow() + Number(hours) * 60 * 60 * 1000

const limits = [{ scope: "daily" as const, limitNano: BigInt(limit) }]
const ledger = await openLedger(address)
for (;;) {
  const start = callStart({ startedAt: new Date(Date.now()) })
  const outcome = await ledger.hold(start, fixedBound(10n), limits)
  if (outcome.kind !== "held") break
  writeSync(1, `held ${start.id}\n`)
}
const { countedNano } = await ledger.spent({ scope: "daily", at: new Date(Date.now()) })
writeSync(1, `spent ${countedNano}\n`)
await ledger.close()
