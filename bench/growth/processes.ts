// What holding and settling takes with ever more processes on one SQLite ledger.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openLedger } from "../../ledger/index.ts"
import { fillLedger } from "../fill-ledger.ts"
import { quantile } from "../overhead/summary.ts"
import { holdTogether, type Together } from "./hold-together.ts"

export interface ProcessLine {
  processes: number
  /** Between two pairs of a process. */
  pauseMs: number
  pairs: number
  /** Processes that gave up. */
  failed: number
  /** Milliseconds of a pair of hold and settle, and of two plain transactions beside it. */
  p50: number
  p99: number
  plainP50: number
  plainP99: number
}

const ROWS = 10_000

/** Without end, and as calls that are answered at once. */
const PAUSES_MS = [0, 50]

/** @param pairs By all processes together, about. */
export async function measureProcesses(counts: readonly number[], pairs: number): Promise<ProcessLine[]> {
  const folder = mkdtempSync(join(tmpdir(), "ralex-growth-"))
  const address = `sqlite:${join(folder, "ledger.db")}`
  try {
    await (await openLedger(address)).close()
    await fillLedger(address, ROWS)
    const lines: ProcessLine[] = []
    for (const pauseMs of PAUSES_MS)
      for (const processes of counts) {
        const work = { processes, pauseMs, pairs: Math.max(30, Math.round(pairs / processes)) }
        lines.push(lineOf(work, await holdTogether(address, work)))
      }
    return lines
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function lineOf(
  { processes, pauseMs }: Pick<ProcessLine, "processes" | "pauseMs">,
  { ledgerMs, plainMs, failed }: Together,
): ProcessLine {
  return {
    ...{ processes, pauseMs, failed, pairs: ledgerMs.length },
    p50: quantile(ledgerMs, 0.5),
    p99: quantile(ledgerMs, 0.99),
    plainP50: quantile(plainMs, 0.5),
    plainP99: quantile(plainMs, 0.99),
  }
}
