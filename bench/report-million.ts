// How long `ralex report` takes, as a person runs it, over a ledger of a million calls and a million verdicts.
// `bun bench/report-million.ts [--rows 1000000] [--postgres URL]`
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { openLedger } from "../ledger/index.ts"
import { fillDatabase, fillFile } from "./fill-million.ts"

const { values } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, postgres: { type: "string" } },
})
const rows = Number(values.rows)
const runs = 5

interface Took {
  wall: number
  /** What the process itself worked: on a busy machine this is what tells. A PostgreSQL server's work is not in it. */
  cpu: number
}

async function secondsOf(words: string[], address: string, home: string): Promise<Took> {
  const took: Took[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    const child = Bun.spawn([process.execPath, join(import.meta.dir, "..", "cli", "main.ts"), ...words], {
      cwd: home,
      env: { HOME: home, RALEX_LEDGER: address },
      stdout: "pipe",
      stderr: "inherit",
    })
    const out = await child.stdout.text()
    if ((await child.exited) !== 0 || out === "") throw new Error(`ralex ${words.join(" ")} failed`)
    const wall = (performance.now() - start) / 1000
    took.push({ wall, cpu: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6 })
  }
  return { wall: median(took.map(({ wall }) => wall)), cpu: median(took.map(({ cpu }) => cpu)) }
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

const commands = [
  ["--version"],
  ["report", "--json"],
  ["report", "--by", "model"],
  ["report", "--by", "session", "--csv"],
  ["report", "--by", "day", "--since", "7d"],
  ["report", "--since", "24h"],
  ["budget"],
]

async function measure(
  address: string,
  store: string,
  days: number,
  fill: () => number | Promise<number>,
): Promise<void> {
  await (await openLedger(address)).close()
  const hours = await fill()
  for (const words of commands) {
    const { wall, cpu } = await secondsOf(words, address, folder)
    console.log(
      `| ${store} | ${days} | ${hours} | ralex ${words.join(" ")} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} |`,
    )
  }
}

const folder = mkdtempSync(join(tmpdir(), "ralex-bench-"))
try {
  console.log(
    `${rows} calls and as many verdicts; median of ${runs} processes; load before: ${loadavg()[0]?.toFixed(2)}\n`,
  )
  console.log("| store | days | rows of hours | command | seconds | CPU seconds |\n|---|---|---|---|---|---|")
  for (const days of [28, 365]) {
    const path = join(folder, `ledger-${days}.db`)
    await measure(`sqlite:${path}`, "SQLite", days, () => fillFile(path, rows, days))
    rmSync(path)
  }
  if (values.postgres) {
    const url = values.postgres
    await measure(url, "PostgreSQL", 365, () => fillDatabase(url, rows, 365))
  }
} finally {
  rmSync(folder, { recursive: true })
}
