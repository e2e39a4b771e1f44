// The full lane: every gate of `check`, then the end-to-end tests on the real opencode binary, two files at a time, since
// each run waits as much as it works, and beside them the dashboard in a browser, a soak of three minutes and a long test of
// the ledger's sums, then fleets of processes against one budget, which want the machine for themselves.

import { join } from "node:path"
import { Glob } from "bun"
import { type Counts, runSteps } from "./run-steps.ts"

const root = join(import.meta.dir, "..")
const endToEnd = testFiles("test/e2e/*.e2e.ts")
const inBrowser = testFiles("test/browser/*.browser.ts")
const soak = testFiles("test/soak/*.soak.ts")
const stress = testFiles("test/stress/*.stress.ts")
const counts: Counts = { passed: 0, failed: 0, skipped: 0 }

const failed = await runSteps(
  [
    { name: "check", command: ["bun", "scripts/check.ts"] },
    [
      ...lanesOf(endToEnd, 2).map((files, lane) => ({
        name: `end to end, lane ${lane + 1}`,
        command: ["bun", "test", "--timeout", "180000", ...files],
      })),
      [
        { name: "soak", command: ["bun", "test", ...soak] },
        {
          name: "sums never drift, in full",
          command: ["bun", "test", "./test/ledger/no-drift.test.ts"],
          env: { RALEX_DRIFT_STEPS: "100000" },
        },
      ],
      // Beside each other, each with a Chromium of its own.
      ...inBrowser.map((file) => ({
        name: `browser, ${file}`,
        command: ["bun", "test", "--timeout", "60000", file],
      })),
    ],
    { name: "stress", command: ["bun", "test", ...stress] },
  ],
  counts,
)
const noTests = counts.passed === 0
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ""}`,
)
process.exit(failed || counts.failed > 0 || noTests ? 1 : 0)

/** The longer a file, the longer it takes: the longest first, each into the lane that has least to do. */
function lanesOf(files: readonly string[], count: number): string[][] {
  const lanes = Array.from({ length: count }, () => ({ size: 0, files: [] as string[] }))
  const sized = files.map((file) => ({ file, size: Bun.file(join(root, file)).size }))
  for (const { file, size } of sized.toSorted((one, other) => other.size - one.size)) {
    const free = lanes.reduce((least, lane) => (lane.size < least.size ? lane : least))
    free.files.push(file)
    free.size += size
  }
  return lanes.map((lane) => lane.files)
}

function testFiles(pattern: string): string[] {
  return [...new Glob(pattern).scanSync(root)].sort().map((file) => `./${file}`)
}
