// The full lane: every gate of `check`, then the end-to-end tests on the real opencode binary, one after the other.

import { join } from "node:path"
import { Glob } from "bun"
import { type Counts, runSteps } from "./run-steps.ts"

const root = join(import.meta.dir, "..")
const endToEnd = [...new Glob("test/e2e/*.e2e.ts").scanSync(root)].sort().map((file) => `./${file}`)
const counts: Counts = { passed: 0, failed: 0, skipped: 0 }

const failed = await runSteps(
  [
    { name: "check", command: ["bun", "scripts/check.ts"] },
    { name: "end to end", command: ["bun", "test", "--timeout", "180000", ...endToEnd] },
  ],
  counts,
)
const noTests = counts.passed === 0
console.log(
  `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ""}`,
)
process.exit(failed || counts.failed > 0 || noTests ? 1 : 0)
