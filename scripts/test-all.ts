// The full lane: every gate of `check`, then the end-to-end tests on the real opencode binary, three files at a time, since
// each run waits as much as it works; before the third lane's, a soak of three minutes and a long test of the ledger's sums,
// and beside them the dashboard in a browser; then fleets of processes against one budget, which want the machine for themselves.

import { join } from "node:path"
import { Glob } from "bun"
import { type Counts, runSteps, type Step } from "./run-steps.ts"

const root = join(import.meta.dir, "..")
const endToEndSteps = stepsOf(testFiles("test/e2e/*.e2e.ts"))
const inBrowser = testFiles("test/browser/*.browser.ts")
const soak = testFiles("test/soak/*.soak.ts")
const stress = testFiles("test/stress/*.stress.ts")
const counts: Counts = { passed: 0, failed: 0, skipped: 0 }

const failed = await runSteps(
  [
    { name: "check", command: ["bun", "scripts/check.ts"] },
    [
      endToEndSteps,
      endToEndSteps,
      longSteps(),
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

/** The longest first, so that the lanes that share them end together. */
function* stepsOf(files: readonly string[]): Generator<Step> {
  const sized = files.map((file) => ({ file, size: Bun.file(join(root, file)).size }))
  for (const { file } of sized.toSorted((one, other) => other.size - one.size))
    yield { name: `end to end, ${file}`, command: ["bun", "test", "--timeout", "180000", file] }
}

function* longSteps(): Generator<Step> {
  yield { name: "soak", command: ["bun", "test", ...soak] }
  yield {
    name: "sums never drift, in full",
    command: ["bun", "test", "./test/ledger/no-drift.test.ts"],
    env: { RALEX_DRIFT_STEPS: "100000" },
  }
  yield* endToEndSteps
}

function testFiles(pattern: string): string[] {
  return [...new Glob(pattern).scanSync(root)].sort().map((file) => `./${file}`)
}
