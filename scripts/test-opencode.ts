// The end-to-end tests on another OpenCode than the pinned one: `bun scripts/test-opencode.ts VERSION [NAME …]`, where VERSION is
// what npm takes ("1" is the newest 1.x) and a NAME is a file of test/e2e without its end. What ran goes to docs/compatibility.json.
import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Glob } from "bun"
import { noteRun, observe } from "./compatibility.ts"
import { type Counts, runSteps } from "./run-steps.ts"

const root = join(import.meta.dir, "..")
const link = join(root, "node_modules", ".bin", "opencode")

const [version, ...names] = process.argv.slice(2)
if (!version) {
  console.error("Usage: bun scripts/test-opencode.ts VERSION [NAME …]")
  process.exit(2)
}
const all = [...new Glob("test/e2e/*.e2e.ts").scanSync(root)].sort()
const files = names.length > 0 ? names.map((name) => `test/e2e/${name}.e2e.ts`) : all
const pinned = readlinkSync(link)
const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
let failed = true
try {
  point(await install(version))
  const observed = await observe()
  const command = ["bun", "test", "--timeout", "180000", ...files.map((file) => `./${file}`)]
  failed = await runSteps([{ name: `end to end on OpenCode ${observed.opencode}`, command }], counts)
  const what = names.length > 0 ? `end to end: ${names.join(", ")}` : "end to end"
  if (counts.passed > 0) noteRun({ ...observed, what, passed: counts.passed, failed: counts.failed })
} finally {
  point(pinned)
}
process.exit(failed || counts.passed === 0 ? 1 : 0)

/** @returns the path of its program. */
async function install(wanted: string): Promise<string> {
  const folder = join(root, ".tmp", "opencode")
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), "{}\n")
  const failedToInstall = await runSteps([
    {
      name: `OpenCode ${wanted}`,
      command: ["npm", "install", "--prefix", folder, "--no-fund", "--no-audit", `opencode-ai@${wanted}`],
    },
  ])
  if (failedToInstall) process.exit(3)
  return join(folder, "node_modules", ".bin", "opencode")
}

function point(program: string): void {
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link)
  symlinkSync(program, link)
}
