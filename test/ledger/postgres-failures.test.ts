// A PostgreSQL ledger when the database goes away, hangs, refuses or has another clock.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { fileURLToPath } from "node:url"
import { inspect } from "node:util"
import { SQL } from "bun"
import { openLedger } from "../../ledger/index.ts"
import { LedgerUnreachable } from "../../ledger/ledger-unreachable.ts"
import { openPostgresStore } from "../../ledger/store/postgres-store.ts"
import { query } from "../../ledger/store/store.ts"
import { findPostgres, type PostgresServer, startPostgres } from "./postgres-server.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

setDefaultTimeout(60_000)

const missing = findPostgres() === undefined
if (missing) console.log("skipped without PostgreSQL on this machine: failures of PostgreSQL")
const describePostgres = missing && process.env.RALEX_REQUIRE_ALL !== "1" ? describe.skip : describe

/** What something rejects with; fails when it does not. */
async function failureOf(work: Promise<unknown>): Promise<Error> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (outcome instanceof Error) return outcome
  throw new Error("it did not fail")
}

/** Somebody else who is writing, and takes their time. */
async function blockWriters(address: string): Promise<{ end: () => Promise<void> }> {
  const sql = new SQL(address, { max: 1 })
  const blocking = await sql.reserve()
  await blocking.unsafe("BEGIN")
  await blocking.unsafe("UPDATE ralex.writes SET last = last")
  return {
    end: async () => {
      await blocking.unsafe("ROLLBACK").catch(() => {})
      // Bun 1.3.14 may never say that a pool is closed whose server is gone.
      sql.close({ timeout: 0 }).catch(() => {})
    },
  }
}

/** The processes of the server that serve ledgers. */
async function backendsOf(address: string): Promise<number[]> {
  const sql = new SQL(address, { max: 1 })
  const rows =
    await sql`SELECT pid FROM pg_stat_activity WHERE application_name = 'ralex' AND datname = current_database()`
  await sql.close()
  return rows.map(({ pid }: { pid: number }) => pid)
}

async function untilOneWaits(address: string): Promise<void> {
  const sql = new SQL(address, { max: 1 })
  const waits = () =>
    sql`SELECT 1 FROM pg_stat_activity WHERE application_name = 'ralex' AND wait_event_type = 'Lock'`
  while ((await waits()).length === 0) await Bun.sleep(5)
  await sql.close()
}

describePostgres("PostgreSQL", () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres()
  })

  afterAll(() => server.stop())

  test("killed in the middle of a hold: said as unreachable, nothing held, and it goes on after a restart", async () => {
    const address = await server.newDatabase()
    const ledger = await openLedger(address)
    await ledger.hold(callStart({ id: "before" }), fixedBound(10n), [])
    const blocker = await blockWriters(address)
    const holding = failureOf(ledger.hold(callStart({ id: "cut" }), fixedBound(10n), []))
    await untilOneWaits(address)
    await server.crash()
    const failure = await holding
    expect(LedgerUnreachable.isInstance(failure)).toBe(true)
    expect(failure.message).toMatch(
      /^The ledger in PostgreSQL at 127\.0\.0\.1:\d+\/ledger_\d+ does not answer \(.*\); see that it runs/,
    )
    await blocker.end()
    for (const work of [
      ledger.hold(callStart(), fixedBound(1n), []),
      ledger.settle("before", settlement(1n)),
      ledger.spent({ scope: "daily", at: noon }),
      openLedger(address),
    ])
      expect(LedgerUnreachable.isInstance(await failureOf(work))).toBe(true)
    await server.restart()
    const start = callStart({ id: "after" })
    expect((await ledger.hold(start, fixedBound(5n), [])).kind).toBe("held")
    expect((await ledger.calls({})).map(({ id }) => id)).toEqual(["before", "after"])
    expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(15n)
    expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
    await ledger.close()
  })

  test("a server that hangs is given up, and nothing of what it was asked is written when it goes on", async () => {
    const address = await server.newDatabase()
    const store = await openPostgresStore(address, 700)
    await store.write(function* () {
      yield* query("UPDATE writes SET last = 100")
    })
    const slow = function* () {
      const [{ count } = { count: 0n }] = yield* query("SELECT count(*) AS count FROM calls")
      for (const pid of pids) process.kill(pid, "SIGSTOP")
      yield* query("UPDATE writes SET last = last + 1")
      yield* query("UPDATE writes SET last = last + 1")
      return count
    }
    const pids = await backendsOf(address)
    const failure = await failureOf(store.write(slow))
    expect(LedgerUnreachable.isInstance(failure)).toBe(true)
    expect(failure.message).toContain("no answer in time")
    for (const pid of pids) process.kill(pid, "SIGCONT")
    const last = () => store.read(() => query("SELECT last FROM writes"))
    const again = async (): Promise<unknown> =>
      last().catch(async () => {
        await Bun.sleep(20)
        return again()
      })
    expect(await again()).toEqual([{ last: 100n }])
    await store.close()
  })

  test("whoever waits too long for their turn to write is told that it does not answer, and others go on", async () => {
    const address = await server.newDatabase()
    const store = await openPostgresStore(address, 500)
    const blocker = await blockWriters(address)
    const failure = await failureOf(store.write(() => query("UPDATE writes SET last = last + 1")))
    expect(LedgerUnreachable.isInstance(failure)).toBe(true)
    expect(await store.read(() => query("SELECT last FROM writes"))).toEqual([{ last: 0n }])
    await blocker.end()
    await store.write(() => query("UPDATE writes SET last = last + 1"))
    expect(await store.read(() => query("SELECT last FROM writes"))).toEqual([{ last: 1n }])
    await store.close()
  })

  test("a machine that dies in the middle of a write keeps nobody waiting for ever", async () => {
    const address = await server.newDatabase()
    const living = await openPostgresStore(address)
    const module = JSON.stringify(new URL("../../ledger/store/postgres-store.ts", import.meta.url).href)
    // As a machine that was switched off: it neither goes on nor says that it ends.
    const script = `const { openPostgresStore } = await import(${module})
      const store = await openPostgresStore(${JSON.stringify(address)}, 1_000)
      await store.write(function* () {
        yield { sql: "UPDATE writes SET last = last + 1000", values: [] }
        console.log("writing")
        Bun.sleepSync(600_000)
      })`
    const dying = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "inherit" })
    await dying.stdout.getReader().read()
    await living.write(() => query("UPDATE writes SET last = last + 1"))
    expect(await living.read(() => query("SELECT last FROM writes"))).toEqual([{ last: 1n }])
    dying.kill("SIGKILL")
    await Promise.all([living.close(), dying.exited])
  })

  test("an error of the work itself is no outage", async () => {
    const store = await openPostgresStore(await server.newDatabase())
    const broken = store.write(() => {
      throw new TypeError("undefined is not a function")
    })
    const failure = await failureOf(broken)
    expect(LedgerUnreachable.isInstance(failure)).toBe(false)
    expect(failure.message).toMatch(/can not be used \(undefined is not a function\)/)
    await store.close()
  })

  test("clocks that are days off hold against the database's day, all against one limit", async () => {
    const address = await server.newDatabase()
    await (await openLedger(address)).close()
    const script = fileURLToPath(new URL("./skewed-process.ts", import.meta.url))
    const today = new Date().getUTCDate()
    const children = ["-50", "-0.01", "0", "26", "9000"].map((hours) =>
      Bun.spawn([process.execPath, script, address, hours, "1000"], { stdout: "pipe", stderr: "inherit" }),
    )
    const texts = await Promise.all(children.map(({ stdout }) => new Response(stdout).text()))
    const lines = texts.flatMap((text) => text.trim().split("\n"))
    // A midnight in between makes two windows.
    if (new Date().getUTCDate() !== today) return
    expect(lines.filter((line) => line.startsWith("held"))).toHaveLength(100)
    expect(lines.filter((line) => line.startsWith("spent"))).toEqual(Array(5).fill("spent 1000"))
    const ledger = await openLedger(address)
    const apart = (await ledger.calls({})).map(({ startedAt }) => Math.abs(startedAt.getTime() - Date.now()))
    expect(Math.max(...apart)).toBeLessThan(120_000)
    expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
    await ledger.close()
  })

  test("no error says a password, neither in its words nor in what is printed of it", async () => {
    const good = new URL(await server.newDatabase())
    const at = (given: Partial<URL>) =>
      Object.assign(new URL(good), { password: "hunter2-secret", ...given }).href
    const addresses = [
      at({}),
      at({ username: "nobody" }),
      at({ pathname: "/no_such_database" }),
      at({ port: "1" }),
      at({ hostname: "no-such-host.invalid" }),
      at({ search: "?sslmode=require" }),
      `postgres://127.0.0.1:1/x?password=hunter2-secret`,
      `postgres://ralex:hunter2-secret/word@127.0.0.1/x`,
      `postgres://ralex:1/hunter2-secret@127.0.0.1/x`,
      `postgres://ralex:1?hunter2-secret@127.0.0.1/x`,
      `postgres://ralex:1#hunter2-secret@127.0.0.1/x`,
      `postgres:hunter2-secret`,
      `postgres://[hunter2-secret`,
    ]
    for (const address of addresses) {
      const failure = await failureOf(openLedger(address))
      const printed = [
        failure.message,
        failure.stack,
        Bun.inspect(failure),
        inspect(failure, { depth: 20, showHidden: true }),
      ]
      expect(printed.join("\n")).not.toContain("hunter2")
    }
    const ledger = await openLedger(good.href)
    const failure = await failureOf(ledger.settle("nobody", settlement(1n)))
    const password = decodeURIComponent(good.password)
    for (const secret of [password, good.password])
      expect(inspect(failure, { depth: 20 })).not.toContain(secret)
    await ledger.close()
  })

  test.each([
    ["may not log in", "ALTER ROLE guest NOLOGIN", false, "is not permitted to log in"],
    ["may make nothing", "SELECT 1", false, "permission denied"],
    ["has no connection left", "ALTER ROLE guest CONNECTION LIMIT 0", true, "too many connections"],
  ])("a user who %s is told so", async (_what, sql, unreachable, words) => {
    const address = new URL(await server.newDatabase())
    const admin = new SQL(address.href, { max: 1 })
    await admin.unsafe(`DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN PASSWORD 'guest'; ${sql}`)
    address.username = "guest"
    address.password = "guest"
    const failure = await failureOf(openLedger(address.href))
    expect(failure.message).toContain(words)
    expect(LedgerUnreachable.isInstance(failure)).toBe(unreachable)
    await admin.close()
  })
})
