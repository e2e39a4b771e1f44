// What a call's looks at the ledger and its writes take, by how many calls the ledger has: one call after the other in
// each ledger in turn, so that all of them have the machine's same mood.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { applyProfile, type BudgetScope, configSchema } from "../../config/index.ts"
import { HISTORY_TURNS, type Ledger, openLedger } from "../../ledger/index.ts"
import { classify } from "../../provider/classify.ts"
import { decide } from "../../provider/decide.ts"
import { Health } from "../../provider/health.ts"
import { modelsInReach } from "../../provider/models-in-reach.ts"
import { readStandings } from "../../provider/read-standings.ts"
import { readTurn } from "../../provider/read-turn.ts"
import { callStart, fixedBound, settlement } from "../../test/ledger/sample-calls.ts"
import { fillLedger } from "../fill-ledger.ts"
import { askOf, KEY } from "../overhead/asks.ts"
import { added, type Interval, quantile } from "../overhead/summary.ts"

export const LOOKS = ["standings", "who rests", "decide", "hold", "settle", "turns before"] as const
type Look = (typeof LOOKS)[number]

export interface LedgerLine {
  rows: number
  look: Look
  /** Milliseconds. */
  p50: number
  p99: number
  /** Of the median, over the smallest ledger. */
  added: Interval
}

interface Measured {
  rows: number
  ledger: Ledger
  times: Record<Look, number[]>
}

const WARM_UP = 50
const SCOPES = ["call", "turn", "session", "daily", "weekly", "monthly"] as const satisfies BudgetScope[]
const LIMITS = SCOPES.map((scope) => ({ scope, limitNano: 10n ** 18n }))

export async function measureLedgers(sizes: readonly number[], calls: number): Promise<LedgerLine[]> {
  const folder = mkdtempSync(join(tmpdir(), "ralex-growth-"))
  try {
    const ledgers: Measured[] = []
    for (const rows of sizes) ledgers.push(await openFilled(folder, rows))
    for (let at = -WARM_UP; at < calls; at++)
      for (const each of at % 2 === 0 ? ledgers : ledgers.toReversed()) await oneCall(each, at)
    for (const { ledger } of ledgers) await ledger.close()
    return ledgers.flatMap((each) => linesOf(each, ledgers[0] ?? each))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function openFilled(folder: string, rows: number): Promise<Measured> {
  const address = `sqlite:${join(folder, `ledger-${rows}.db`)}`
  await (await openLedger(address)).close()
  await fillLedger(address, rows)
  const times = Object.fromEntries(LOOKS.map((look) => [look, [] as number[]])) as Measured["times"]
  return { rows, ledger: await openLedger(address), times }
}

const config = configSchema.parse({})
const decision = {
  asked: "auto",
  agent: "build",
  turn: readTurn(askOf("opencode", 0)),
  routing: applyProfile(config),
  findModel: modelsInReach(config, KEY),
  classify: (ask: string) => classify(ask, { agent: "build" }),
}

async function oneCall({ ledger, times }: Measured, at: number): Promise<void> {
  const start = callStart({ startedAt: new Date(), turn: `turn-${at}` })
  const { rootSession, turn, run, project, agent } = start
  const where = { at: start.startedAt, rootSession, turn, run, project, agent }
  const timed = async (look: Look, work: () => unknown) => {
    const begunAt = performance.now()
    await work()
    if (at >= 0) times[look].push(performance.now() - begunAt)
  }
  await timed("standings", () => readStandings({ ledger, limits: LIMITS, where }))
  await timed("who rests", () => Health.read(ledger, Date.now))
  await timed("decide", () => decide(decision))
  await timed("hold", () => ledger.hold(start, fixedBound(90_000n), LIMITS))
  await timed("settle", () => ledger.settle(start.id, settlement(30_000n)))
  if (at % 10 === 0) await timed("turns before", () => ledger.turnCosts(HISTORY_TURNS))
}

function linesOf({ rows, times }: Measured, smallest: Measured): LedgerLine[] {
  return LOOKS.map((look) => ({
    rows,
    look,
    p50: quantile(times[look], 0.5),
    p99: quantile(times[look], 0.99),
    added: added(times[look], smallest.times[look], 0.5),
  }))
}
