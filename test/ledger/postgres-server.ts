// A throw-away PostgreSQL of the test process's own: never a service of the system, and gone when the process is, however it ends.
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Glob, SQL } from "bun"

export interface PostgresServer {
  /** Where its files are. */
  folder: string
  /** The address of a new, empty database. */
  newDatabase: () => Promise<string>
  /** As if the power went: connections break, and what was promised has to be there after `restart`. */
  crash: () => Promise<void>
  restart: () => Promise<void>
  /** For good; its files are gone afterwards. */
  stop: () => Promise<void>
}

interface Cluster {
  folder: string
  /** The folder of initdb, pg_ctl and postgres. */
  programs: string
  /** What runs a command as somebody who may be a PostgreSQL, which root may not. */
  asUser: string[]
}

const USER = "ralex"
// Reserved characters of addresses, as a person's password may hold.
const PASSWORD = "p@ss/word: 1"
const SETTINGS = "-c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
const PORT_TRIES = 3

/** The folder of PostgreSQL's programs, the newest that there is. */
export function findPostgres(): string | undefined {
  const initdb = Bun.which("initdb")
  if (initdb !== null && Bun.which("pg_ctl") !== null) return dirname(initdb)
  const debian = [...new Glob("/usr/lib/postgresql/*/bin/initdb").scanSync("/")]
  const version = (path: string) => Number(path.split("/").at(-3))
  const newest = debian.sort((a, b) => version(b) - version(a))[0]
  return newest === undefined ? undefined : dirname(newest)
}

const shared: { server: Promise<PostgresServer> | undefined } = { server: undefined }

/** The one server of this process, started by whoever asks first. */
export function sharedPostgres(): Promise<PostgresServer> {
  shared.server ??= startPostgres()
  return shared.server
}

/** @throws {Error} with PostgreSQL's own words. */
export async function startPostgres(): Promise<PostgresServer> {
  const cluster = makeFolder()
  const guard = startGuard(cluster)
  await initialise(cluster)
  const port = await startOnFreePort(cluster)
  const urlOf = (database: string) =>
    `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`
  let databases = 0
  return {
    folder: cluster.folder,
    newDatabase: async () => {
      const name = `ledger_${++databases}`
      const sql = new SQL(urlOf("postgres"), { max: 1 })
      await sql.unsafe(`CREATE DATABASE ${name}`)
      await sql.close()
      return urlOf(name)
    },
    crash: () => run(cluster, "pg_ctl", "stop", "-m", "immediate", "-D", dataOf(cluster)),
    restart: () => start(cluster, port),
    stop: async () => {
      guard.stdin.end()
      await guard.exited
    },
  }
}

function makeFolder(): Cluster {
  const programs = findPostgres()
  if (programs === undefined) throw new Error("There is no PostgreSQL here: initdb was not found.")
  const folder = mkdtempSync(join(tmpdir(), "ralex-postgres-"))
  writeFileSync(join(folder, "password"), `${PASSWORD}\n`, { mode: 0o600 })
  if (process.getuid?.() !== 0) return { folder, programs, asUser: [] }
  const { user, group } = idsOf("postgres") ?? idsOf("nobody") ?? { user: 65_534, group: 65_534 }
  for (const path of [folder, join(folder, "password")]) chownSync(path, user, group)
  const asUser = ["setpriv", `--reuid=${user}`, `--regid=${group}`, "--clear-groups"]
  return { folder, programs, asUser }
}

function idsOf(name: string): { user: number; group: number } | undefined {
  const [user, group] = ["-u", "-g"].map((which) => Bun.spawnSync(["id", which, name], { stderr: "ignore" }))
  return user?.success && group?.success
    ? { user: Number(user.stdout.toString()), group: Number(group.stdout.toString()) }
    : undefined
}

function dataOf({ folder }: Cluster): string {
  return join(folder, "data")
}

/**
 * Reads a pipe that ends with this process, even when it is killed; then stops the server and clears up. Detached, since
 * whoever kills a test run kills its whole process group.
 */
function startGuard(cluster: Cluster) {
  const script = 'cat >/dev/null; "$0" stop -s -m immediate -D "$1/data" 2>/dev/null; rm -rf "$1"'
  const command = ["sh", "-c", script, join(cluster.programs, "pg_ctl"), cluster.folder]
  const guard = Bun.spawn([...cluster.asUser, ...command], {
    cwd: "/",
    detached: true,
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
  })
  guard.unref()
  return guard
}

async function initialise(cluster: Cluster): Promise<void> {
  const password = `--pwfile=${join(cluster.folder, "password")}`
  const options = ["--auth=scram-sha-256", password, "--encoding=UTF8", "--locale=C", "--no-sync"]
  await run(cluster, "initdb", "-D", dataOf(cluster), "-U", USER, ...options)
  rmSync(join(cluster.folder, "password"))
}

/** Somebody else may take a port between its finding and its use. */
async function startOnFreePort(cluster: Cluster, tries = PORT_TRIES): Promise<number> {
  const port = await freePort()
  try {
    await start(cluster, port)
    return port
  } catch (error) {
    if (tries <= 1) throw error
    return startOnFreePort(cluster, tries - 1)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })
}

/** Resolves once it takes connections. */
function start(cluster: Cluster, port: number): Promise<void> {
  const log = join(cluster.folder, "log")
  return run(
    cluster,
    "pg_ctl",
    "start",
    "-w",
    "-D",
    dataOf(cluster),
    "-l",
    log,
    "-o",
    `${SETTINGS} -p ${port}`,
  )
}

/** Its output goes to a file, since a started server would keep a pipe open for as long as it runs. */
async function run(cluster: Cluster, program: string, ...parameters: string[]): Promise<void> {
  const command = [...cluster.asUser, join(cluster.programs, program), ...parameters]
  const output = Bun.file(join(cluster.folder, "output"))
  const code = await Bun.spawn(command, { cwd: "/", stdin: "ignore", stdout: output, stderr: output }).exited
  if (code === 0) return
  const log = await Bun.file(join(cluster.folder, "log"))
    .text()
    .catch(() => "")
  throw new Error(`${program} ended with ${code}: ${await output.text()}\n${log}`)
}
