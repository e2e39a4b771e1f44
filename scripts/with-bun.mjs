// Runs one of our scripts from plain Node and npm: installs what the lock file says, then hands over to Bun.
// Usage: node scripts/with-bun.mjs scripts/NAME.ts [arguments]
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const windows = process.platform === "win32"
const bun = join(root, "node_modules", ".bin", windows ? "bun.exe" : "bun")
const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies.bun

/** The lock file is Bun's, so Bun installs from it; npm only fetches that Bun. */
function install() {
  console.error(
    `Installing what bun.lock names (Bun ${version}, OpenCode, libraries); the first time takes a minute.`,
  )
  const installed = run(windows ? "npx.cmd" : "npx", [
    "--yes",
    `bun@${version}`,
    "install",
    "--frozen-lockfile",
  ])
  if (installed !== 0) {
    console.error("The installation failed: check that npm reaches its registry, then run the command again.")
    process.exit(3)
  }
}

function run(command, parameters) {
  const { status, error } = spawnSync(command, parameters, { cwd: root, stdio: "inherit" })
  if (error) console.error(`${command} can not be started: ${error.message}`)
  return status ?? 1
}

const upToDate = existsSync(bun) && run(bun, ["install", "--frozen-lockfile", "--silent"]) === 0
if (!upToDate) install()
process.exit(run(bun, process.argv.slice(2)))
