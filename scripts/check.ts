// Every gate of the repository in one command: lint, types, dead code, tests with coverage, build, the package, generated files.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { runSteps } from "./run-steps.ts"

/** Share of lines that the fast tests must run. */
const COVERAGE_FLOOR = 0.8

const root = join(import.meta.dir, "..")
const failed = await runSteps([
  { name: "lint", command: ["biome", "ci", "--error-on-warnings", "."] },
  { name: "types", command: ["tsc", "--noEmit"] },
  { name: "types of the page", command: ["tsc", "--noEmit", "-p", "dashboard/page"] },
  { name: "types of the browser's tests", command: ["tsc", "--noEmit", "-p", "test/browser"] },
  { name: "dead code", command: ["knip"] },
  {
    name: "tests",
    command: ["bun", "test", "--coverage", "--coverage-reporter=lcov", "--coverage-reporter=text"],
    after: checkCoverage,
  },
  { name: "build", command: ["bun", "scripts/build.ts"] },
  { name: "package", command: ["bun", "scripts/check-package.ts"] },
  { name: "generated files", command: ["bun", "scripts/generate.ts", "--check"] },
])
process.exit(failed ? 1 : 0)

function checkCoverage(): string | undefined {
  const lines = readFileSync(join(root, "coverage", "lcov.info"), "utf8").split("\n")
  const total = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}:`)).reduce((sum, line) => sum + Number(line.slice(3)), 0)
  const share = total("LH") / total("LF")
  console.log(`coverage: ${(share * 100).toFixed(1)} % of lines, the floor is ${COVERAGE_FLOOR * 100} %`)
  return share >= COVERAGE_FLOOR ? undefined : "the coverage is under its floor"
}
