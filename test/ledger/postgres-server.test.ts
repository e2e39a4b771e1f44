// The throw-away PostgreSQL of the tests: it keeps what it promised through a crash, and goes when its process is killed.
import { expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { SQL } from "bun"
import { findPostgres, startPostgres } from "./postgres-server.ts"

const HANG_MS = 60_000
const testPostgres = test.skipIf(findPostgres() === undefined && process.env.RALEX_REQUIRE_ALL !== "1")

testPostgres(
  "what was written is there after a crash, at the same address, until the server stops",
  async () => {
    const server = await startPostgres()
    const address = await server.newDatabase()
    const before = new SQL(address, { max: 1 })
    await before`CREATE TABLE notes AS SELECT 42 AS note`
    await server.crash()
    await before.close({ timeout: 0 })
    await server.restart()
    const after = new SQL(address, { max: 1 })
    const rows = await after`SELECT note FROM notes`
    await after.close()
    await server.stop()
    expect(rows[0]).toEqual({ note: 42 })
    expect(existsSync(server.folder)).toBe(false)
  },
  HANG_MS,
)

testPostgres(
  "a server goes with its process, even when its whole process group is killed",
  async () => {
    const module = JSON.stringify(new URL("./postgres-server.ts", import.meta.url).href)
    const script = `const { startPostgres } = await import(${module}); console.log((await startPostgres()).folder); setInterval(() => {}, 1e6)`
    const owner = Bun.spawn([process.execPath, "-e", script], {
      detached: true,
      stdout: "pipe",
      stderr: "inherit",
    })
    const { value } = await owner.stdout.getReader().read()
    const folder = new TextDecoder().decode(value).trim()
    expect(existsSync(folder)).toBe(true)
    process.kill(-owner.pid, "SIGKILL")
    while (existsSync(folder)) await Bun.sleep(20)
  },
  HANG_MS,
)
