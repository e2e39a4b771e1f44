// Every gate of the repository in one command: lint, types, dead code, tests with coverage, build, the package, generated files.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { coveredShare } from "./covered-share.ts"
import { runSteps } from "./run-steps.ts"

/** Share of lines that the fast tests must run. */
const COVERAGE_FLOOR = 0.8

/** Side by side, each a process of its own: half of a test's time is waiting. */
const SHARDS = [1, 2]

const root = join(import.meta.dir, "..")
const failed = await runSteps([
  [
    { name: "types", command: ["tsc", "--noEmit"] },
    { name: "lint", command: ["biome", "ci", "--error-on-warnings", "."] },
  ],
  [
    { name: "types of the page", command: ["tsc", "--noEmit", "-p", "dashboard/page"] },
    { name: "types of the browser's tests", command: ["tsc", "--noEmit", "-p", "test/browser"] },
    { name: "dead code", command: ["knip"] },
  ],
  SHARDS.map((shard) => ({
    name: `tests, part ${shard}`,
    command: [
      ...["bun", "test", "--timeout", "30000", `--shard=${shard}/${SHARDS.length}`],
      ...["--coverage", "--coverage-reporter=lcov", `--coverage-dir=coverage/${shard}`],
    ],
  })),
  { name: "build", command: ["bun", "scripts/build.ts"] },
  { name: "package", command: ["bun", "scripts/check-package.ts"] },
  { name: "generated files", command: ["bun", "scripts/generate.ts", "--check"] },
])
const coverage = checkCoverage()
if (coverage) console.log(coverage)
process.exit(failed || coverage ? 1 : 0)

function checkCoverage(): string | undefined {
  const reports = SHARDS.map((shard) =>
    readFileSync(join(root, "coverage", String(shard), "lcov.info"), "utf8"),
  )
  const share = coveredShare(reports)
  console.log(`coverage: ${(share * 100).toFixed(1)} % of lines, the floor is ${COVERAGE_FLOOR * 100} %`)
  return share >= COVERAGE_FLOOR ? undefined : "failed: the coverage is under its floor"
}
