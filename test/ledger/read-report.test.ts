// The report out of a ledger, alike on both stores: whole hours by sums, the hour it begins in call by call, blocks.
import { expect, test } from "bun:test"
import { type Ledger, openLedger, readReport, reportGroups } from "../../ledger/index.ts"
import { eachStore } from "./each-store.ts"
import { callStart, fixedBound, noon, settlement, verdict } from "./sample-calls.ts"

type Start = Parameters<typeof callStart>[0]

async function settled(ledger: Ledger, costNano: bigint, start: Start = {}): Promise<void> {
  const call = callStart(start)
  await ledger.hold(call, fixedBound(10_000_000n), [])
  await ledger.settle(call.id, settlement(costNano, { model: call.model, cacheSavedNano: 5n }))
}

const at = (time: string) => new Date(`2026-11-19T${time}Z`)
const until = new Date("2026-11-20T00:00:00Z")

eachStore("the report of a ledger", ({ newAddress }) => {
  const opened = async (use: (ledger: Ledger) => Promise<void>) => {
    const ledger = await openLedger(await newAddress())
    await use(ledger).finally(ledger.close)
  }

  test("every group has its keys, and each adds up to the whole", () =>
    opened(async (ledger) => {
      await settled(ledger, 1_000_000n, { model: "model/a", project: "/a", rootSession: "root-a" })
      await settled(ledger, 9_000_000n, {
        ...{ model: "model/b", project: "/b", rootSession: "root-b", agent: "plan", tier: "smart" },
        startedAt: new Date("2026-11-18T23:59:59.999Z"),
      })
      await settled(ledger, 5n, { model: "model/a", project: "/a", rootSession: "root-a", tier: null })
      await ledger.hold(callStart({ model: "model/a", project: "/a" }), fixedBound(77n), [])
      const keys = {
        model: ["model/b", "model/a"],
        tier: ["smart", "cheap", "none"],
        project: ["/b", "/a"],
        session: ["root-b", "root-a", "root"],
        agent: ["plan", "build"],
        day: ["2026-11-18", "2026-11-19"],
      }
      for (const group of reportGroups) {
        const { by, totals } = await readReport(ledger, { since: null, until, group })
        expect(by.map(({ key }) => key)).toEqual(keys[group])
        expect(by.reduce((sum, row) => sum + BigInt(row.spentNano), 0n)).toBe(10_000_005n)
        expect(totals).toMatchObject({
          calls: 4,
          spentNano: "10000005",
          pendingNano: "77",
          cacheSavedNano: "15",
        })
        expect(totals.durationMs?.p50).toBeGreaterThan(0)
      }
    }))

  test("a beginning within an hour counts that hour call by call", () =>
    opened(async (ledger) => {
      await settled(ledger, 1n, { startedAt: at("09:59:59.999") })
      await settled(ledger, 10n, { startedAt: at("10:10:00") })
      await settled(ledger, 100n, { startedAt: at("10:30:00"), agent: "plan" })
      await settled(ledger, 1_000n, { startedAt: at("10:59:59.999") })
      await settled(ledger, 10_000n, { startedAt: at("11:00:00") })
      const spent = async (since: Date) => {
        const report = await readReport(ledger, { since, until, group: "agent" })
        expect(report.since).toBe(since.toISOString())
        expect(report.by.reduce((sum, row) => sum + BigInt(row.spentNano), 0n)).toBe(
          BigInt(report.totals.spentNano),
        )
        return report.totals.spentNano
      }
      expect(await spent(at("10:00:00"))).toBe("11110")
      expect(await spent(at("10:30:00"))).toBe("11100")
      expect(await spent(at("10:30:00.001"))).toBe("11000")
      expect(await spent(at("11:00:00"))).toBe("10000")
      expect(await spent(at("11:00:00.001"))).toBe("0")
    }))

  test("where calls of its first hour are deleted, the report begins with that hour and says so", () =>
    opened(async (ledger) => {
      await settled(ledger, 10n, { startedAt: at("10:10:00") })
      await settled(ledger, 100n, { startedAt: at("10:40:00") })
      expect(await ledger.prune(new Date(Date.now() + 86_400_000))).toBeGreaterThan(0)
      const report = await readReport(ledger, { since: at("10:30:00"), until })
      expect(report).toMatchObject({
        since: "2026-11-19T10:00:00.000Z",
        totals: { spentNano: "110", calls: 2 },
      })
    }))

  test("what was not allowed is counted by rule, from the beginning of the report on", () =>
    opened(async (ledger) => {
      await ledger.record(verdict({ rule: "core.force-push" }))
      await ledger.record(verdict({ rule: "core.force-push", verdict: "ask" }))
      await ledger.record(verdict({ rule: null, verdict: "deny" }))
      await ledger.record(verdict({ rule: null, verdict: "allow" }))
      await ledger.record(verdict({ at: new Date(noon.getTime() - 1), rule: "core.old" }))
      const { blocks } = await readReport(ledger, { since: noon, until })
      expect(blocks).toEqual({
        total: 3,
        byRule: [
          { rule: "core.force-push", count: 2 },
          { rule: "none", count: 1 },
        ],
      })
    }))
})
