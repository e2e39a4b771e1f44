// How long each view of the dashboard takes, asked by HTTP over a ledger of a million calls and a million verdicts.
// `bun bench/dashboard.ts [--rows 1000000] [--postgres URL]`
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { VIEWS } from "../dashboard/view-names.ts"
import { openLedger } from "../ledger/index.ts"
import { openStage } from "../test/dashboard/stage.ts"
import { fillDatabase, fillFile } from "./fill-million.ts"

const { values } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, postgres: { type: "string" } },
})
const rows = Number(values.rows)
const runs = 7

/** As the page asks: a week by hours or days, all of it, a part of it. */
const asked = [
  "overview.json?since=7d",
  "overview.json",
  "overview.json?project=/project/3&agent=agent-1",
  "series.json?since=24h",
  "series.json?since=7d&by=model",
  "series.json?since=30d&bucket=hour",
  "series.json?by=tier",
  "groups.json?by=model",
  "groups.json?by=session",
  "latency.json",
  "health.json",
  "fallbacks.json",
  "fallbacks.json?since=24h",
  "blocks.json?since=7d",
  "blocks.json",
  "feed.json",
  "feed.json?since=365d&project=/project/3",
  "sessions.json",
  "session.json?session=s100",
  "settings.json",
]

async function measure(store: string, address: string, days: number, hours: number): Promise<void> {
  const stage = await openStage(address, {}, () => new Date())
  try {
    for (const path of ["", ...asked.map((view) => `api/${view}`)]) {
      const times: number[] = []
      let bytes = 0
      for (let run = 0; run < runs; run++) {
        const start = performance.now()
        const answer = await stage.get(path)
        bytes = (await answer.arrayBuffer()).byteLength
        times.push(performance.now() - start)
        if (answer.status !== 200) throw new Error(`${path} is ${answer.status}`)
      }
      const sorted = times.toSorted((a, b) => a - b)
      const [first = 0, middle = 0] = [times[0], sorted[Math.floor(runs / 2)]]
      const cells = [
        store,
        days,
        hours,
        path || "the page",
        middle.toFixed(0),
        first.toFixed(0),
        (bytes / 1024).toFixed(0),
      ]
      console.log(`| ${cells.join(" | ")} |`)
    }
  } finally {
    await stage.stop()
  }
}

const missing = VIEWS.filter((name) => !asked.some((view) => view.startsWith(`${name}.`)))
if (missing.length > 0) throw new Error(`not measured: ${missing.join(", ")}`)
const folder = mkdtempSync(join(tmpdir(), "ralex-bench-"))
try {
  console.log(
    `${rows} calls and as many verdicts; median of ${runs}; load before: ${loadavg()[0]?.toFixed(2)}\n`,
  )
  console.log("| store | days | rows of hours | asked | ms | first ms | KB |\n|---|---|---|---|---|---|---|")
  for (const days of [28, 365]) {
    const path = join(folder, `ledger-${days}.db`)
    await (await openLedger(`sqlite:${path}`)).close()
    await measure("SQLite", `sqlite:${path}`, days, fillFile(path, rows, days))
    rmSync(path)
  }
  if (values.postgres) {
    await (await openLedger(values.postgres)).close()
    await measure("PostgreSQL", values.postgres, 365, await fillDatabase(values.postgres, rows, 365))
  }
} finally {
  rmSync(folder, { recursive: true })
}
