// How long holding and settling the money of a call takes, beside plain transactions of the same store in the same
// run: one process and sixteen, with 10^3 to 10^6 rows. `bun bench/hold-and-settle.ts [--postgres URL]`
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { openLedger } from "../ledger/index.ts"
import { fillLedger } from "./fill-ledger.ts"
import { holdTogether } from "./growth/hold-together.ts"

const { values } = parseArgs({
  options: { postgres: { type: "string" }, rows: { type: "string", default: "1000,100000,1000000" } },
})
const sizes = values.rows.split(",").map(Number)

interface Line {
  store: string
  rows: number
  processes: number
  pairs: number
  ledgerMs: { p50: number; p99: number }
  plainMs: { p50: number; p99: number }
  ratioP50: number
}

const lines: Line[] = []
const folder = mkdtempSync(join(tmpdir(), "ralex-bench-"))
try {
  for (const rows of sizes) {
    const file = `sqlite:${join(folder, `ledger-${rows}.db`)}`
    await measureStore("sqlite", file, rows)
  }
  if (values.postgres)
    for (const rows of sizes) await measureStore("postgres", await freshDatabase(values.postgres, rows), rows)
} finally {
  rmSync(folder, { recursive: true })
}
report()

async function measureStore(store: string, address: string, rows: number): Promise<void> {
  await (await openLedger(address)).close()
  await fillLedger(address, rows)
  for (const [processes, pairs] of [
    [1, 1_000],
    [16, 60],
  ] as const) {
    const made = await holdTogether(address, { processes, pairs })
    if (made.failed > 0) throw new Error(`${made.failed} of ${processes} processes found the ledger locked.`)
    const ledgerMs = summary(made.ledgerMs)
    const plainMs = summary(made.plainMs)
    lines.push({
      store,
      rows,
      processes,
      pairs: pairs * processes,
      ledgerMs,
      plainMs,
      ratioP50: round(ledgerMs.p50 / plainMs.p50),
    })
    console.error(JSON.stringify(lines.at(-1)))
  }
}

async function freshDatabase(url: string, rows: number): Promise<string> {
  const name = `ralex_bench_${rows}`
  const admin = new Bun.SQL(url, { max: 1 })
  await admin.unsafe(`DROP DATABASE IF EXISTS ${name}`)
  await admin.unsafe(`CREATE DATABASE ${name}`)
  await admin.close()
  const database = new URL(url)
  database.pathname = `/${name}`
  return database.href
}

function summary(times: number[]): { p50: number; p99: number } {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0)
  return { p50: at(0.5), p99: at(0.99) }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function report(): void {
  const head =
    "| store | rows | processes | hold + settle p50 / p99 ms | plain p50 / p99 ms | ratio p50 |\n|---|---|---|---|---|---|\n"
  const body = lines.map(
    (line) =>
      `| ${line.store} | ${line.rows} | ${line.processes} | ${line.ledgerMs.p50} / ${line.ledgerMs.p99} | ${line.plainMs.p50} / ${line.plainMs.p99} | ${line.ratioP50} |`,
  )
  const machine = `${cpus().length} x ${cpus()[0]?.model}, Bun ${Bun.version}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`
  const text = `# Hold and settle\n\n${machine}\n\n${head}${body.join("\n")}\n`
  console.log(text)
  const results = join(import.meta.dir, "results")
  writeFileSync(join(results, "hold-and-settle.md"), text)
  writeFileSync(join(results, "hold-and-settle.json"), `${JSON.stringify({ machine, lines }, null, 2)}\n`)
}
