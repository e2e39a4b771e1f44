// No false alarm: sixteen processes that bring an old ledger up, write, are killed and pruned leave whole seals, at any
// time that somebody looks.
import { expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { openLedger } from "../../ledger/index.ts"
import { makeOldLedger, OLD_CALLS } from "./old-ledger.ts"

const HANG_MS = 120_000
const PROCESSES = 16

test(
  "seals are whole while sixteen processes migrate, write and die, and rows are pruned",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "ralex-seals-"))
    const address = `sqlite:${join(folder, "ledger.db")}`
    await makeOldLedger(address, 1)
    const script = fileURLToPath(new URL("./holding-process.ts", import.meta.url))
    const children = Array.from({ length: PROCESSES }, (_, index) =>
      Bun.spawn([process.execPath, script, address, `p${index}`, "1000000000", "some"], {
        stdout: "pipe",
        stderr: "inherit",
      }),
    )
    const texts = children.map(({ stdout }) => new Response(stdout).text())
    const broken: string[] = []
    const ledger = await openLedger(address)
    const look = async () => {
      for (const all of [true, false]) {
        const report = await ledger.verify(all)
        if (report.kind === "broken") broken.push(report.reason)
      }
    }
    let pruned = 0
    for (const [index, child] of children.entries()) {
      const before = (await ledger.calls({ after: 0 })).length
      // Somebody else has written since, unless all are dead.
      while ((await ledger.calls({ after: 0 })).length === before) await Bun.sleep(5)
      await look()
      child.kill("SIGKILL")
      if (index % 3 === 2) pruned += await ledger.prune(new Date(Date.now() - 200))
    }
    await Promise.all(children.map(({ exited }) => exited))
    await ledger.unsettled()
    await look()
    expect(broken).toEqual([])
    // Nothing that was told is lost: what is not there is pruned, and settled.
    const held = (await Promise.all(texts)).flatMap((text) => text.match(/^held \S+/gm) ?? [])
    const rows = await ledger.calls({})
    expect(rows.length + pruned).toBeGreaterThanOrEqual(held.length + OLD_CALLS)
    expect(rows.length + pruned).toBeLessThanOrEqual(held.length + OLD_CALLS + PROCESSES + 1)
    await ledger.close()
    const fresh = await openLedger(address)
    expect(await fresh.verify(true)).toMatchObject({ kind: "whole" })
    await fresh.close()
    rmSync(folder, { recursive: true })
  },
  HANG_MS,
)
