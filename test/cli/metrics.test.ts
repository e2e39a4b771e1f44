// `ralex metrics` as a person, cron and node-exporter have it.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createSandbox, type Sandbox } from "./sandbox.ts"
import { seedLedger } from "./seed-ledger.ts"

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = createSandbox()
  mkdirSync(sandbox.data, { recursive: true })
  await seedLedger(join(sandbox.data, "ledger.db"), new Date())
})

afterAll(() => sandbox.remove())

describe("ralex metrics", () => {
  test("prints what the ledger knows, and the limits in force", async () => {
    const env = { RALEX_BUDGET_DAILY: "5" }
    const { code, out, err } = await sandbox.ralex(["metrics"], { env })
    expect({ code, err }).toEqual({ code: 0, err: "" })
    const lines = out.split("\n")
    expect(lines).toContain('ralex_build_info{version="1.2.3"} 1')
    expect(lines).toContain('ralex_cost_usd_total{tier="smart",model="anthropic/claude-sonnet-5"} 0.04')
    expect(lines).toContain('ralex_budget_limit_usd{scope="daily"} 5')
    expect(lines).toContain('ralex_blocked_total{rule="core.git-reset-hard",tool="bash"} 1')
    expect(lines).toContain('ralex_unsettled_calls{status="unreconciled"} 1')
  })

  test("of a broken configuration it tells that it is broken, and fails with the sentence", async () => {
    const env = { RALEX_CONFIG: join(sandbox.root, "not-there.yaml") }
    const { code, out, err } = await sandbox.ralex(["metrics"], { env })
    expect(code).toBe(2)
    expect(out).toContain("\nralex_config_valid 0\n")
    expect(err).toContain("RALEX_CONFIG names")
  })

  test("as a process it says the same", async () => {
    const { code, out } = await sandbox.process(["metrics"])
    expect(code).toBe(0)
    expect(out).toContain("# TYPE ralex_request_duration_seconds histogram")
  })
})

describe("--textfile", () => {
  const names = (folder: string) => readdirSync(folder).toSorted()

  test("replaces the file in one step, readable by all, and says nothing", async () => {
    const folder = join(sandbox.project, "collected")
    mkdirSync(folder)
    writeFileSync(join(folder, "ralex.prom"), "old", { mode: 0o600 })
    const before = statSync(join(folder, "ralex.prom")).ino
    const ran = await sandbox.ralex(["metrics", "--textfile", "collected/ralex.prom"])
    expect(ran).toEqual({ code: 0, out: "", err: "" })
    const { mode, ino } = statSync(join(folder, "ralex.prom"))
    expect(mode & 0o777).toBe(0o644)
    expect(ino).not.toBe(before)
    expect(readFileSync(join(folder, "ralex.prom"), "utf8")).toEndWith("\n")
    expect(names(folder)).toEqual(["ralex.prom"])
  })

  test("the umask of who runs it does not matter", async () => {
    const before = process.umask(0o077)
    try {
      await sandbox.ralex(["metrics", "--textfile", join(sandbox.root, "strict.prom")])
    } finally {
      process.umask(before)
    }
    expect(statSync(join(sandbox.root, "strict.prom")).mode & 0o777).toBe(0o644)
  })

  test("the collector reads only .prom, so that is what it becomes", async () => {
    const folder = join(sandbox.root, "folder")
    mkdirSync(folder)
    await sandbox.ralex(["metrics", "--textfile", folder])
    await sandbox.ralex(["metrics", "--textfile", join(folder, "mine.txt")])
    expect(names(folder)).toEqual(["mine.txt.prom", "ralex.prom"])
  })

  test("where nothing can be written it says so, and leaves nothing", async () => {
    const { code, err } = await sandbox.ralex(["metrics", "--textfile", "no/such/folder/ralex.prom"])
    expect(code).toBe(3)
    expect(err).toContain("The metrics can not be written to ")
    expect(err).not.toContain(".tmp")
  })

  test("needs a path", async () => {
    expect((await sandbox.ralex(["metrics", "--textfile="])).code).toBe(2)
  })
})
