// A process of outage-postgres.test.ts: holds and settles until its input ends, whether the database is there or not.
// It says each step on stdout once its promise has resolved.
import { writeSync } from "node:fs"
import { sharedLedger } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement, verdict } from "./sample-calls.ts"

const [address = "", outageFolder = "", name = "", allowance = "0"] = process.argv.slice(2)
const limits = [{ scope: "daily" as const, limitNano: 1_000_000_000n }]
const say = (line: string) => writeSync(1, `${line}\n`)
const ended = { yet: false }
process.stdin.on("end", () => {
  ended.yet = true
})
process.stdin.resume()

const ledger = await sharedLedger({ ledgers: new Map() }, address, {
  outageFolder,
  allowanceNano: BigInt(allowance),
})
say("open")
for (let count = 0; !ended.yet; count++) {
  const id = `${name}-${count}`
  const amount = BigInt(50 + ((count * 37) % 100))
  const outcome = await ledger.hold(callStart({ id }), fixedBound(amount), limits).catch(() => undefined)
  if (outcome?.kind !== "held") {
    say(`${outcome?.kind ?? "refused"} ${id} 0`)
    await Bun.sleep(5)
    continue
  }
  say(`held ${id} ${amount}`)
  await Bun.sleep(count % 3)
  say(`billed ${id} ${amount / 2n}`)
  await ledger.settle(id, settlement(amount / 2n))
  say(`settled ${id} ${amount / 2n}`)
  if (count % 5 !== 0) continue
  await ledger.record(verdict({ subject: id }))
  say(`recorded ${id} 0`)
}
process.exit(0)
