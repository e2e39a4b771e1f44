// Every bench that needs no data from outside, one after the other: `bun run bench [--quick]`. What it says goes to
// bench/results/.
import { join } from "node:path"

const QUICK = process.argv.includes("--quick") ? ["--quick"] : []

const BENCHES = [
  ["overhead.ts", ...QUICK],
  ["peers.ts", ...QUICK],
  ["steps.ts", ...QUICK],
  ["growth.ts", ...QUICK],
  ["start-up.ts", ...QUICK],
  ["package.ts"],
  ["hold-and-settle.ts", "--rows", "1000,100000"],
  ["report-million.ts"],
  ["dashboard.ts"],
  ["read-metrics.ts"],
  ["abort.ts"],
]

const failed: string[] = []
for (const [file = "", ...words] of BENCHES) {
  console.log(`\n== ${file}`)
  const child = Bun.spawn(["bun", join(import.meta.dir, file), ...words], {
    stdout: "inherit",
    stderr: "inherit",
  })
  if ((await child.exited) !== 0) failed.push(file)
}
if (failed.length > 0) console.log(`\nfailed: ${failed.join(", ")}`)
process.exitCode = failed.length > 0 ? 1 : 0
