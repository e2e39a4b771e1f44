// No false alarm: processes that bring an old ledger up, write, are killed and pruned leave whole seals, at any
// time that somebody looks.
import { expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openLedger } from "../../ledger/index.ts"
import { linesOf, said, startTogether } from "./holders.ts"
import { makeOldLedger, OLD_CALLS } from "./old-ledger.ts"

const HANG_MS = 300_000
/** In the full lane (.ci/run); a developer's machine has fewer. */
const PROCESSES = process.env.RALEX_REQUIRE_ALL === "1" ? 16 : 6

test(
  `seals are whole while ${PROCESSES} processes migrate, write and die, and rows are pruned`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "ralex-seals-"))
    const address = `sqlite:${join(folder, "ledger.db")}`
    await makeOldLedger(address, 1)
    const holders = await startTogether(PROCESSES, { address, limit: 1_000_000_000n, settles: "some" })
    const broken: string[] = []
    const ledger = await openLedger(address)
    const look = async () => {
      for (const all of [true, false]) {
        const report = await ledger.verify(all)
        if (report.kind === "broken") broken.push(report.reason)
      }
    }
    let pruned = 0
    for (const [index, holder] of holders.entries()) {
      // As often as somebody else writes in between.
      for (let looks = 0; looks < 20; looks++) await look()
      holder.process.kill("SIGKILL")
      if (index % 3 === 2) pruned += await ledger.prune(new Date(Date.now() - 200))
    }
    const held = said(await linesOf(holders), "held")
    await ledger.unsettled()
    await look()
    expect(broken).toEqual([])
    // Nothing that was told is lost: what is not there is pruned.
    const rows = await ledger.calls({})
    expect(rows.length + pruned).toBeGreaterThanOrEqual(held.size + OLD_CALLS)
    expect(rows.length + pruned).toBeLessThanOrEqual(held.size + OLD_CALLS + PROCESSES + 1)
    await ledger.close()
    const fresh = await openLedger(address)
    expect(await fresh.verify(true)).toMatchObject({ kind: "whole" })
    await fresh.close()
    rmSync(folder, { recursive: true })
  },
  HANG_MS,
)
