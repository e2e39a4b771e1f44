// A dashboard over a ledger with known rows, and a browser of sorts that asks it.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { loadConfig, readEnvironment } from "../../config/index.ts"
import { type ViewDocuments, type ViewName, viewSchemas } from "../../dashboard/contract.ts"
import { makeLoginCode } from "../../dashboard/server/login-code.ts"
import { type DashboardKeys, dashboardKeys } from "../../dashboard/server/places.ts"
import { type Dashboard, startDashboard } from "../../dashboard/server/start-dashboard.ts"
import { type Ledger, openLedger } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement, verdict } from "../ledger/sample-calls.ts"

export const now = new Date("2026-11-19T12:30:00Z")
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
export const ago = (hours: number, minutes = 0) =>
  new Date(now.getTime() - hours * HOUR_MS - minutes * MINUTE_MS)

export interface Stage {
  ledger: Ledger
  server: Dashboard
  keys: DashboardKeys
  /** The person's own ralex.yaml. */
  userConfig: string
  project: string
  cookie: string
  newLink: (lifeMs?: number) => string
  /** With the cookie, unless other headers say otherwise. */
  get: (path: string, init?: RequestInit) => Promise<Response>
  view: <Name extends ViewName>(name: Name, query?: string) => Promise<ViewDocuments[Name]>
  stop: () => Promise<void>
}

/** @param variables Beside HOME. */
export async function openStage(
  address: string,
  variables: Record<string, string> = {},
  clock: () => Date = () => now,
  folder = "project",
): Promise<Stage> {
  const home = mkdtempSync(join(tmpdir(), "ralex-dashboard-"))
  const environment = readEnvironment({ HOME: home, ...variables })
  const project = join(home, folder)
  const ledger = await openLedger(address)
  const keys = dashboardKeys(environment.paths.data)
  const server = startDashboard({
    sources: {
      ledger,
      ledgerAt: { place: "sqlite:/ledger.db", isNamed: false },
      loaded: () => loadConfig({ environment, project }),
      project,
      now: clock,
      version: "1.2.3",
    },
    ...{
      keys,
      host: "127.0.0.1",
      port: 0,
      page: "<!doctype html><title>Ralex</title><script>1</script><style>a{}</style>",
      pollMs: 20,
      slowMs: Number.POSITIVE_INFINITY,
    },
  })
  const inside = (path: string) => `${server.origin}${keys.path}${path}`
  const newLink = (lifeMs = HOUR_MS) =>
    inside(`login?code=${makeLoginCode({ key: keys.key, run: server.run }, Date.now() + lifeMs)}`)
  const cookie = cookieIn(await fetch(newLink()))
  const get = (path: string, init: RequestInit = {}) =>
    fetch(inside(path), { ...init, headers: { Cookie: cookie, ...(init.headers as Record<string, string>) } })
  return {
    ...{ ledger, server, keys, userConfig: environment.paths.userConfig, project, cookie, newLink, get },
    view: async (name, query = "") => {
      const answer = await get(`api/${name}.json${query}`)
      const document: unknown = await answer.json()
      // Strict: what the contract does not have is not told.
      return viewSchemas[name].parse(document) as never
    },
    stop: async () => {
      await server.stop()
      await ledger.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export function cookieIn(answer: Response): string {
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
}

export const CHEAP = "google/gemini-3.8-flash"
export const SMART = "anthropic/claude-sonnet-5"

/**
 * Three turns of session s1 (the second by way of a subagent and a fallback, the third failed), one call of session s2
 * a day before, one that runs, and two blocks.
 */
export async function fill(ledger: Ledger): Promise<void> {
  const s1 = { project: "/p", session: "s1", rootSession: "s1" } as const
  await add(ledger, { ...s1, id: "a", startedAt: ago(3), turn: "t1" }, 1_000_000n)
  const sub = { project: "/p", session: "s1-sub", rootSession: "s1", agent: "explore", turn: "t2" }
  const smart = { tier: "smart", class: "complex", model: SMART } as const
  await add(ledger, { ...s1, ...smart, id: "b", startedAt: ago(2), turn: "t2" }, 20_000_000n)
  await add(ledger, { ...sub, id: "c", startedAt: ago(2, -1) }, 2_000_000n, { attempts: 3 })
  await add(ledger, { ...s1, ...smart, id: "d", startedAt: ago(0, 20), turn: "t3" }, 0n, {
    outcome: "overloaded",
  })
  await add(
    ledger,
    { project: "/q", session: "s2", rootSession: "s2", id: "e", startedAt: ago(27), turn: "t9" },
    4_000_000n,
  )
  await ledger.hold(
    callStart({ ...s1, id: "running", startedAt: ago(0, 1), turn: "t4" }),
    fixedBound(9_000_000n),
    [],
  )
  await ledger.record(
    verdict({ ...s1, at: ago(2, -2), rule: "core.git-reset-hard", subject: "git reset --hard" }),
  )
  await ledger.record(
    verdict({ ...s1, at: ago(1), verdict: "allow", rule: null, reason: null, subject: null, call: "x" }),
  )
  await ledger.record(
    verdict({ project: "/q", session: "s2", rootSession: "s2", at: ago(26), evidence: "=cmd()" }),
  )
  await ledger.claimAlert({
    key: "limit:daily:80:2026-11-19",
    at: ago(1),
    level: "warning",
    text: "80 % is spent.",
  })
  await ledger.lift({
    at: ago(1),
    scope: "daily",
    part: {},
    limitNano: 8_000_000_000n,
    rootSession: null,
    until: ago(-5),
    by: "test",
  })
}

async function add(
  ledger: Ledger,
  start: Parameters<typeof callStart>[0] & { id: string },
  costNano: bigint,
  given: Parameters<typeof settlement>[1] = {},
): Promise<void> {
  await ledger.hold(callStart(start), fixedBound(50_000_000n), [])
  await ledger.settle(start.id, settlement(costNano, { model: start.model ?? CHEAP, ...given }))
}
