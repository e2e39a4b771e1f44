// How long metrics take over a ledger of a million calls: making up the tallies once, telling them again and again in
// one process, and `ralex metrics` as cron runs it. `bun bench/read-metrics.ts [--rows 1000,1000000]`
import { Database } from "bun:sqlite"
import { mkdtempSync, rmSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { type Ledger, openLedger, readMetrics } from "../ledger/index.ts"
import { migrateDatabase } from "../ledger/store/migrate-database.ts"
import { migrations } from "../ledger/store/migrations/index.ts"
import { fillLedger } from "./fill-ledger.ts"

const { values } = parseArgs({ options: { rows: { type: "string", default: "1000,100000,1000000" } } })
const sizes = values.rows.split(",").map(Number)
const READS = 200
const RUNS = 5

/** Of each tier, as a team of many years might have asked. */
const MODELS = 30

/** The last schema without tallies. */
const BEFORE = 6

const folder = mkdtempSync(join(tmpdir(), "ralex-bench-"))
try {
  const machine = `${cpus().length} x ${cpus()[0]?.model.trim()}, Bun ${Bun.version}`
  console.log(
    `# Metrics\n\n${machine}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}\n`,
  )
  console.log(
    "| calls | making up tallies, once, s | readMetrics p50 / p99 ms | series | ralex metrics, s |\n|---|---|---|---|---|",
  )
  for (const rows of sizes) console.log(await measure(join(folder, `ledger-${rows}.db`), rows))
} finally {
  rmSync(folder, { recursive: true })
}

async function measure(path: string, rows: number): Promise<string> {
  const database = new Database(path, { create: true, strict: true, safeIntegers: true })
  database.run("PRAGMA journal_mode = WAL")
  migrateDatabase(database, path, migrations.slice(0, BEFORE))
  database.close()
  const address = `sqlite:${path}`
  await fillLedger(address, rows)
  const opening = performance.now()
  const ledger = await openLedger(address)
  const opened = (performance.now() - opening) / 1_000
  await widen(ledger)
  const settings = {
    limits: [{ scope: "daily" as const, usd: 5, part: {} }],
    now: new Date(),
    version: "bench",
  }
  const times: number[] = []
  let series = 0
  for (let read = 0; read < READS; read++) {
    const start = performance.now()
    const { text } = await readMetrics(ledger, settings)
    times.push(performance.now() - start)
    series = text.split("\n").filter((line) => /^ralex/.test(line)).length
  }
  await ledger.close()
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)]
  const process = quantile(await oneByOne(address), 0.5)
  return `| ${rows} | ${opened.toFixed(2)} | ${p50.toFixed(2)} / ${p99.toFixed(2)} | ${series} | ${process.toFixed(2)} |`
}

async function secondsOf(address: string): Promise<number> {
  const start = performance.now()
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "..", "cli", "main.ts"), "metrics"], {
    cwd: folder,
    env: { HOME: folder, RALEX_LEDGER: address },
    stdout: "pipe",
    stderr: "inherit",
  })
  const out = await child.stdout.text()
  if ((await child.exited) !== 0 || out === "") throw new Error("ralex metrics failed")
  return (performance.now() - start) / 1_000
}

function quantile(times: number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
}

async function oneByOne(address: string): Promise<number[]> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) times.push(await secondsOf(address))
  return times
}

/** One call of each tier and model. */
async function widen(ledger: Ledger): Promise<void> {
  const owner = {
    project: "/p",
    session: "s",
    rootSession: "s",
    run: "r",
    turn: "t",
    agent: "build",
    keyId: null,
  }
  const why = { class: "simple" as const, cause: "classified", signals: [], modelAsked: "auto" }
  const bound = { inputNano: 0n, outputNanoPerMillion: 0n, maxOutputTokens: 1, minOutputTokens: 1 }
  const usage = { inputTokens: 9, cachedTokens: 3, cacheWriteTokens: 1, outputTokens: 2, reasoningTokens: 1 }
  const money = { costNano: 1_000n, baselineNano: 2_000n, cacheSavedNano: 1n, usage }
  const times = { timeToFirstTokenMs: 400, durationMs: 4_000, overheadMs: 5, attempts: 1 }
  const end = { status: "settled" as const, outcome: "ok", generationId: null, ...money, ...times }
  for (const tier of ["cheap", "smart", "premium"] as const)
    for (let index = 0; index < MODELS; index++) {
      const [id, model] = [crypto.randomUUID(), `maker/model-${index}`]
      const startedAt = new Date()
      await ledger.hold({ id, model, tier, startedAt, provider: "openrouter", ...owner, ...why }, bound, [])
      await ledger.settle(id, { ...end, model })
    }
}
