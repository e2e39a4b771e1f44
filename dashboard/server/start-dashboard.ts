// The server of the dashboard: what it listens on, and its end.
import { randomBytes } from "node:crypto"
import { isIPv6 } from "node:net"
import { RalexError } from "../../config/index.ts"
import type { ViewSources } from "../views/view-sources.ts"
import { answerer } from "./answer.ts"
import { openEventStreams } from "./event-stream.ts"
import type { DashboardKeys } from "./places.ts"
import { openSessions } from "./sessions.ts"
import { keepSlowViews } from "./slow-views.ts"
import { countWrongTokens } from "./wrong-tokens.ts"

/** Spells RALX on a telephone. */
export const DEFAULT_PORT = 7259
export const DEFAULT_HOST = "127.0.0.1"

export interface DashboardOptions {
  sources: ViewSources
  keys: DashboardKeys
  host: string
  /** undefined is the usual one, or any where that is taken; 0 is any. */
  port: number | undefined
  /** page-text.ts */
  page: string
  pollMs?: number
  /** See slow-views.ts. */
  slowMs?: number
}

export interface Dashboard {
  run: string
  host: string
  port: number
  /** Where this machine reaches it. */
  origin: string
  stop: () => Promise<void>
}

/** @throws {RalexError} where it can not listen, with what to do about it. */
export function startDashboard({
  sources,
  keys,
  host,
  port,
  page,
  pollMs,
  slowMs,
}: DashboardOptions): Dashboard {
  const run = randomBytes(12).toString("base64url")
  const login = { key: keys.key, run }
  const streams = openEventStreams(sources.ledger, pollMs)
  const answer = answerer({
    ...{ sources, keys, login, streams, host, page },
    sessions: openSessions(login, Date.now),
    wrongTokens: countWrongTokens(Date.now),
    slowViews: keepSlowViews(Date.now, slowMs),
  })
  const server = listen(host, port, answer)
  return {
    run,
    host,
    port: server.port ?? 0,
    origin: `http://${reachable(host)}:${server.port}`,
    stop: async () => {
      streams.close()
      await server.stop(true)
    },
  }
}

type Answer = (request: Request) => Promise<Response>

function listen(host: string, port: number | undefined, answer: Answer): Bun.Server<undefined> {
  const on = (number: number) =>
    Bun.serve({
      hostname: host,
      port: number,
      development: false,
      // A live feed has no end; the server beats every quarter of a minute.
      idleTimeout: 60,
      fetch: answer,
    })
  const wanted = port ?? DEFAULT_PORT
  try {
    return on(wanted)
  } catch {
    // Bun says the same of a port in use, of one that is not ours and of an address that is none of this machine's.
    const free = attempt(() => on(0))
    if (free === undefined) throw new RalexError(NO_SUCH_ADDRESS.replace("HOST", host))
    if (port === undefined) return free
    void free.stop(true)
    throw new RalexError(
      `Port ${wanted} is in use by another program, or not yours to listen on; choose another one with \`ralex dashboard --port N\`, or leave --port out for one that is free.`,
    )
  }
}

const NO_SUCH_ADDRESS =
  "The dashboard can not listen on HOST; with --host give an address of this machine, such as 127.0.0.1."

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** All addresses of the machine are reached by the nearest. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1"
  if (host === "::") return "[::1]"
  return isIPv6(host) ? `[${host}]` : host
}
