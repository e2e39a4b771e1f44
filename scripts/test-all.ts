// The full lane: every gate of `check`, then the end-to-end tests on the real opencode binary, three files at a time, since
// each run waits as much as it works; before the third lane's, a soak of three minutes and a long test of the ledger's sums,
// and beside them the dashboard in a browser; then fleets of processes against one budget, which want the machine for themselves.

import { join } from "node:path"
import { Glob } from "bun"
import { type Counts, runSteps, type Step } from "./run-steps.ts"

const root = join(import.meta.dir, "..")
const endToEnd = testFiles("test/e2e/*.e2e.ts")
const inBrowser = testFiles("test/browser/*.browser.ts")
const soak = testFiles("test/soak/*.soak.ts")
const stress = testFiles("test/stress/*.stress.ts")
/** How long the soak and the sums take, as a share of all end-to-end tests. */
const LONG_TESTS = 0.25
const [first = [], second = [], third = []] = lanesOf(endToEnd, [0, 0, LONG_TESTS])
const counts: Counts = { passed: 0, failed: 0, skipped: 0 }

const failed = await runSteps(
  [
    { name: "check", command: ["bun", "scripts/check.ts"] },
    [
      endToEndStep(1, first),
      endToEndStep(2, second),
      [
        { name: "soak", command: ["bun", "test", ...soak] },
        {
          name: "sums never drift, in full",
          command: ["bun", "test", "./test/ledger/no-drift.test.ts"],
          env: { RALEX_DRIFT_STEPS: "100000" },
        },
        endToEndStep(3, third),
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

function endToEndStep(lane: number, files: readonly string[]): Step {
  return {
    name: `end to end, lane ${lane}`,
    command: ["bun", "test", "--timeout", "180000", ...files],
  }
}

/**
 * The longer a file, the longer it takes: the longest first, each into the lane that has least to do.
 * @param busy What each lane has to do besides, as a share of all files.
 */
function lanesOf(files: readonly string[], busy: readonly number[]): string[][] {
  const sized = files.map((file) => ({ file, size: Bun.file(join(root, file)).size }))
  const whole = sized.reduce((sum, { size }) => sum + size, 0)
  const lanes = busy.map((share) => ({ size: share * whole, files: [] as string[] }))
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
